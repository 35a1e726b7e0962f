"""REST of the audit log."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.paging import Page, Paging, render_page
from jarip.cloud.audit.chain import verify_chain
from jarip.cloud.audit.queries import AuditFilter, list_entries

router = APIRouter(prefix="/v1/audit", tags=["audit"])

Reader = Annotated[Principal, Depends(require(Permission.AUDIT_READ))]
Installation = Annotated[bool, Query(description="The installation's own log; for the operator")]


class AuditEntryView(BaseModel):
    """One change, or one look of an operator at somebody else's data."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    number: int = Field(description="Its place in the organization's chain")
    at_ms: int
    actor_id: str
    actor_name: str
    action: str = Field(description="The operation's name", examples=["create_new_key"])
    target: str = Field(description="The id of what was changed or looked at")
    is_visit: bool = Field(description="Whether an operator acted in somebody else's organization")
    address: str
    detail: dict[str, Any] = Field(description="Which rows changed, and how")
    previous_hash: str
    hash: str


class ChainView(BaseModel):
    """Whether the log is as it was written."""

    model_config = ConfigDict(from_attributes=True)
    entries: int = Field(description="How many entries are intact, from the first on")
    head: str = Field(description="Hash of the last intact entry: note it, to see cuts at the end")
    broken_at: int = Field(description="Number of the first wrong entry; 0 if all are right")
    reason: str


@router.get("")
def list_audit_entries(
    cloud: Cloud,
    caller: Reader,
    paging: Paging,
    actor: Annotated[str, Query(description="Id, e-mail address or key name")] = "",
    action: Annotated[str, Query(description="Name of an operation")] = "",
    target: Annotated[str, Query(description="Id of what it is about")] = "",
    visits_only: Annotated[bool, Query(description="Operators' access only")] = False,
    from_ms: int | None = None,
    to_ms: int | None = None,
    installation: Installation = False,
) -> Page[AuditEntryView]:
    """The organization's audit log, newest first."""
    wanted = AuditFilter(actor, action, target, visits_only, from_ms, to_ms)
    with cloud.database.read() as session:
        page = list_entries(session, _chain(caller, installation), wanted, paging)
        return render_page(page, AuditEntryView.model_validate)


@router.get("/verification")
def verify_audit_log(cloud: Cloud, caller: Reader, installation: Installation = False) -> ChainView:
    """Check the hash of every entry of the log."""
    with cloud.database.read() as session:
        report = verify_chain(session, cloud.secret, _chain(caller, installation))
        return ChainView.model_validate(report)


def _chain(caller: Principal, installation: bool) -> str:
    if not installation:
        return caller.organization_id
    caller.check(Permission.OPERATOR)
    return ""
