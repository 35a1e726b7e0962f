"""REST of notices: what the organization was told, and where it wants to be told."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.paging import Page, Paging, render_page
from jarip.cloud.notices.endpoints import (
    CreateEndpoint,
    create_endpoint,
    disable_endpoint,
    endpoint_secret,
    list_endpoints,
)
from jarip.cloud.notices.posting import word_notice
from jarip.cloud.notices.reading import list_deliveries, list_notices, mark_read
from jarip.cloud.notices.tables import Notice

router = APIRouter(prefix="/v1", tags=["notices"])

Reader = Annotated[Principal, Depends(require(Permission.BUDGETS_READ))]
Writer = Annotated[Principal, Depends(require(Permission.BUDGETS_WRITE))]
Language = Annotated[str, Query(pattern="^(en|ko)$", description="en or ko")]


class NoticeView(BaseModel):
    """Something the organization was told."""

    id: str
    kind: str
    severity: str = Field(description="info, warning or urgent")
    title: str
    text: str
    details: dict[str, Any]
    link: str
    created_ms: int
    read_ms: int | None


class MarkRead(BaseModel):
    """Marking as read."""

    notice_id: str = Field(default="", description="One notice; all, if left out")


class EndpointView(BaseModel):
    """Where notices are posted to."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    url: str
    kinds: list[str] = Field(description="Which notices; empty: every one")
    created_ms: int
    disabled_ms: int | None


class NewEndpointView(EndpointView):
    """A new endpoint, with the secret that its messages are signed with."""

    secret: str


class DeliveryView(BaseModel):
    """A message that was or is being sent."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    notice_id: str
    channel: str = Field(description="email or webhook")
    target: str
    state: str = Field(description="waiting, delivered or failed")
    tries: int
    error: str
    created_ms: int
    next_ms: int
    ended_ms: int | None


@router.get("/notices")
def list_own_notices(
    cloud: Cloud, caller: Reader, paging: Paging, unread: bool = False, locale: Language = "en"
) -> Page[NoticeView]:
    """What the organization was told, newest first."""
    with cloud.database.read() as session:
        page = list_notices(session, caller.organization_id, paging, unread_only=unread)
        return render_page(page, lambda row: _view(row, locale))


@router.post("/notices/read")
def mark_notices_read(cloud: Cloud, caller: Reader, request: MarkRead) -> dict[str, int]:
    """Mark one notice, or all, as read; answers how many were not yet."""
    with cloud.database.write() as session:
        now = cloud.clock.now_ms()
        return {"marked": mark_read(session, now, caller.organization_id, request.notice_id)}


@router.get("/webhook-endpoints")
def list_webhook_endpoints(cloud: Cloud, caller: Writer) -> list[EndpointView]:
    """Where notices are posted to."""
    with cloud.database.read() as session:
        rows = list_endpoints(session, caller.organization_id)
        return [EndpointView.model_validate(row) for row in rows]


@router.post("/webhook-endpoints", status_code=201)
def create_webhook_endpoint(
    cloud: Cloud, caller: Writer, request: CreateEndpoint
) -> NewEndpointView:
    """Have notices posted to an address. Check their `Jarip-Signature` with the secret."""
    with cloud.database.write() as session:
        row = create_endpoint(session, cloud.clock, caller.organization_id, request)
        view = EndpointView.model_validate(row)
    return NewEndpointView(**view.model_dump(), secret=endpoint_secret(cloud.secret, view.id))


@router.delete("/webhook-endpoints/{endpoint_id}")
def disable_webhook_endpoint(cloud: Cloud, caller: Writer, endpoint_id: str) -> EndpointView:
    """Post nothing there any more."""
    with cloud.database.write() as session:
        row = disable_endpoint(session, cloud.clock, caller.organization_id, endpoint_id)
        return EndpointView.model_validate(row)


@router.get("/deliveries")
def list_own_deliveries(cloud: Cloud, caller: Writer, paging: Paging) -> Page[DeliveryView]:
    """What was or is being sent, newest first."""
    with cloud.database.read() as session:
        page = list_deliveries(session, caller.organization_id, paging)
        return render_page(page, DeliveryView.model_validate)


def _view(notice: Notice, locale: str) -> NoticeView:
    words = word_notice(notice, locale)
    return NoticeView(
        id=notice.id,
        kind=notice.kind,
        severity=notice.severity,
        title=words.title,
        text=words.text,
        details=notice.details,
        link=notice.link,
        created_ms=notice.created_ms,
        read_ms=notice.read_ms,
    )
