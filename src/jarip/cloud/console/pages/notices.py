"""Notices: what the organization was told, and where else it is told."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.console.requests import Sent, require
from jarip.cloud.console.view import View
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.errors import CloudError
from jarip.cloud.notices.endpoints import (
    CreateEndpoint,
    create_endpoint,
    disable_endpoint,
    endpoint_secret,
    list_endpoints,
)
from jarip.cloud.notices.kinds import KINDS, Kind
from jarip.cloud.notices.posting import word_notice
from jarip.cloud.notices.reading import list_deliveries, list_notices, mark_read

router = APIRouter(prefix="/notices")

Reader = Annotated[View, Depends(require(Permission.BUDGETS_READ))]
Writer = Annotated[View, Depends(require(Permission.BUDGETS_WRITE))]


@router.get("")
def show_notices(view: Reader, unread: bool = False, cursor: str = "") -> Response:
    """What the organization was told, newest first."""
    with view.cloud.database.read() as session:
        asked = PageRequest(30, cursor, with_total=True)
        page = list_notices(session, view.principal.organization_id, asked, unread_only=unread)
    words = {row.id: word_notice(row, view.language) for row in page.items}
    return view.page("notices/list.html", page=page, words=words, unread=unread)


@router.post("/read", name="mark_notices_read")
def send_read(view: Reader, form: Sent) -> Response:
    """Mark one notice, or all, as read."""
    with view.cloud.database.write() as session:
        mark_read(session, view.now_ms, view.principal.organization_id, form.text("notice"))
    return view.go("/notices")


@router.get("/settings")
def show_settings(view: Writer, cursor: str = "") -> Response:
    """Who is told of what by e-mail, and the webhooks."""
    with view.cloud.database.read() as session:
        return view.page("notices/settings.html", **_values(session, view, cursor))


@router.post("/webhooks", name="create_webhook_endpoint")
def send_webhook(view: Writer, form: Sent) -> Response:
    """Have notices posted to an address; its secret is on this page, and on no other."""
    cloud, organization_id = view.cloud, view.principal.organization_id
    try:
        request = CreateEndpoint.model_validate(
            {"url": form.text("url"), "kinds": form.all("kind")}
        )
        with cloud.database.write() as session:
            row = create_endpoint(session, cloud.clock, organization_id, request)
    except (CloudError, ValidationError) as error:
        with cloud.database.read() as session:
            return view.again("notices/settings.html", error, **_values(session, view, ""))
    with cloud.database.read() as session:
        values = _values(session, view, "") | {"secret": endpoint_secret(cloud.secret, row.id)}
    return view.page("notices/settings.html", **values)


@router.post("/webhooks/{endpoint_id}/end", name="disable_webhook_endpoint")
def end_webhook(view: Writer, _form: Sent, endpoint_id: str) -> Response:
    """Post nothing there any more."""
    cloud = view.cloud
    with cloud.database.write() as session:
        disable_endpoint(session, cloud.clock, view.principal.organization_id, endpoint_id)
    return view.go("/notices/settings", "removed")


def _values(session: Session, view: View, cursor: str) -> dict[str, Any]:
    organization_id = view.principal.organization_id
    return {
        "endpoints": list_endpoints(session, organization_id),
        "kinds": list(Kind),
        "told": {kind: sorted(how.roles) for kind, how in KINDS.items()},
        "page": list_deliveries(session, organization_id, PageRequest(20, cursor, with_total=True)),
        "has_mail": bool(view.cloud.settings.smtp_url),
        "secret": "",
    }
