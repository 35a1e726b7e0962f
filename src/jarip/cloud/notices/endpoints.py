"""Webhook endpoints: where an organization wants to be told by HTTP."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import ConflictError, NotFoundError
from jarip.cloud.notices.kinds import Kind
from jarip.cloud.notices.tables import WebhookEndpoint

MOST_ENDPOINTS = 20


class CreateEndpoint(BaseModel):
    """A new endpoint."""

    url: str = Field(pattern=r"^https?://[^\s/@]+(/\S*)?$", max_length=2000)
    kinds: list[Kind] = Field(default=[], description="Which notices; empty: every one")


def create_endpoint(
    session: Session, clock: Clock, organization_id: str, request: CreateEndpoint
) -> WebhookEndpoint:
    """A new endpoint. ConflictError if the organization has MOST_ENDPOINTS."""
    count = select(func.count()).where(
        WebhookEndpoint.organization_id == organization_id, WebhookEndpoint.disabled_ms.is_(None)
    )
    if int(session.scalar(count) or 0) >= MOST_ENDPOINTS:
        raise ConflictError(
            f"there are {MOST_ENDPOINTS} webhook endpoints already", todo="delete one first"
        )
    endpoint = WebhookEndpoint(
        id=new_id("whk", clock.now_ms()),
        organization_id=organization_id,
        url=request.url,
        kinds=[str(kind) for kind in request.kinds],
        created_ms=clock.now_ms(),
        disabled_ms=None,
    )
    session.add(endpoint)
    session.flush()
    return endpoint


def disable_endpoint(
    session: Session, clock: Clock, organization_id: str, endpoint_id: str
) -> WebhookEndpoint:
    """Send nothing there any more."""
    endpoint = session.get(WebhookEndpoint, endpoint_id)
    if endpoint is None or endpoint.organization_id != organization_id:
        raise NotFoundError("the organization has no endpoint with this id", where=endpoint_id)
    endpoint.disabled_ms = endpoint.disabled_ms or clock.now_ms()
    session.flush()
    return endpoint


def list_endpoints(session: Session, organization_id: str) -> Sequence[WebhookEndpoint]:
    """The organization's endpoints in use, oldest first."""
    query = select(WebhookEndpoint).where(
        WebhookEndpoint.organization_id == organization_id, WebhookEndpoint.disabled_ms.is_(None)
    )
    return session.scalars(query.order_by(WebhookEndpoint.id)).all()


def endpoint_secret(installation_secret: bytes, endpoint_id: str) -> str:
    """What an endpoint's messages are signed with: made from the installation's secret, so that
    none is stored. For a new secret, make a new endpoint."""
    digest = hmac.new(installation_secret, b"webhook:" + endpoint_id.encode(), hashlib.sha256)
    return "whs_" + base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=")
