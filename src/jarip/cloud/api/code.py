"""REST of uploaded code."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.context import CloudContext
from jarip.cloud.errors import NotFoundError, PaymentRequiredError
from jarip.cloud.jobs.code_store import CodeStore, ReceivedCode, find_upload
from jarip.cloud.jobs.spec import DIGEST
from jarip.cloud.metering.storage import stored_mebibytes
from jarip.cloud.subscriptions.limits import check_storage

MIB = 1 << 20
router = APIRouter(prefix="/v1", tags=["code"])

Writer = Annotated[Principal, Depends(require(Permission.JOBS_WRITE))]


class CodeView(BaseModel):
    """Uploaded code. A job names it by its digest."""

    model_config = ConfigDict(from_attributes=True)
    digest: str
    packed_bytes: int
    unpacked_bytes: int
    members: int
    created_ms: int


@router.post("/code", status_code=201)
async def upload_code(cloud: Cloud, caller: Writer, request: Request) -> CodeView:
    """Upload a `.tar.gz` as the request's body. The same archive again is kept once."""
    caller.need_project()
    store = CodeStore(cloud.settings.code_folder)
    received = await store.receive(request.stream())
    return await run_in_threadpool(_keep, cloud, store, caller, received)


@router.get("/code/{digest}")
def get_code(
    cloud: Cloud, caller: Writer, digest: Annotated[str, Path(pattern=f"^{DIGEST}$")]
) -> CodeView:
    """What is known of an upload: ask before sending it again."""
    project_id = caller.need_project()
    with cloud.database.read() as session:
        upload = find_upload(session, project_id, digest)
        if upload is None:
            raise NotFoundError("no such code was uploaded to this project", where=digest)
        return CodeView.model_validate(upload)


def _keep(
    cloud: CloudContext, store: CodeStore, caller: Principal, received: ReceivedCode
) -> CodeView:
    project_id = caller.need_project()
    with cloud.database.write() as session:
        if find_upload(session, project_id, received.digest) is None:
            _check_room(cloud, session, caller.organization_id, received)
        upload = store.keep(session, cloud.clock, project_id, received)
        return CodeView.model_validate(upload)


def _check_room(
    cloud: CloudContext, session: Session, organization_id: str, received: ReceivedCode
) -> None:
    stored = stored_mebibytes(session, organization_id) * MIB
    now_ms = cloud.clock.now_ms()
    try:
        check_storage(session, organization_id, now_ms, stored, received.packed_bytes)
    except PaymentRequiredError:
        received.path.unlink(missing_ok=True)
        raise
