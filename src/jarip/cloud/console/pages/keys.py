"""API keys."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from jarip.cloud.accounts.keys import (
    DEFAULT_SCOPES,
    CreateKey,
    create_key,
    list_keys,
    revoke_key,
)
from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.console.formats import DAY_MS
from jarip.cloud.console.requests import Sent, choose, require
from jarip.cloud.console.view import View
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.errors import CloudError

router = APIRouter(prefix="/keys")

Reader = Annotated[View, Depends(require(Permission.KEYS_READ))]
Writer = Annotated[View, Depends(require(Permission.KEYS_WRITE))]
LIFETIMES_DAYS = (30, 90, 365, 0)
"""0 is for ever."""


@router.get("")
def show_keys(view: Reader, name: str = "", working: bool = False, cursor: str = "") -> Response:
    """The organization's keys."""
    with view.cloud.database.read() as session:
        return view.page("keys.html", **_values(session, view, name, working, cursor))


@router.post("", name="create_new_key")
def make_key(view: Writer, form: Sent) -> Response:
    """Make a key; its text is on this page and never again."""
    cloud = view.cloud
    try:
        days = form.number("days", 36_500)
        request = CreateKey(
            name=form.text("name"),
            project=form.text("project"),
            scopes=[choose(scope, Permission, "scope") for scope in form.all("scope")],
            expires_ms=view.now_ms + days * DAY_MS if days else None,
        )
        with cloud.database.write() as session:
            new = create_key(
                session,
                cloud.clock,
                cloud.secret,
                view.principal.organization_id,
                request,
                maker=view.principal,
            )
    except (CloudError, ValidationError) as error:
        with cloud.database.read() as session:
            return view.again("keys.html", error, **_values(session, view))
    with cloud.database.read() as session:
        return view.page("keys.html", **{**_values(session, view), "new_key": new.text})


@router.post("/{key_id}/revoke", name="revoke_own_key")
def end_key(view: Writer, _form: Sent, key_id: str) -> Response:
    """Revoke a key."""
    cloud = view.cloud
    with cloud.database.write() as session:
        revoke_key(session, cloud.clock, view.principal.organization_id, key_id)
    return view.go("/keys", "revoked")


def _values(
    session: Session, view: View, name: str = "", working: bool = False, cursor: str = ""
) -> dict[str, Any]:
    page = PageRequest(30, cursor, with_total=True)
    at_ms = view.now_ms if working else None
    return {
        "page": list_keys(session, view.principal.organization_id, page, name, at_ms),
        "name": name,
        "working": working,
        "projects": view.signed.projects,
        "scopes": [scope for scope in Permission if scope in view.principal.permissions],
        "usual": DEFAULT_SCOPES,
        "lifetimes": LIFETIMES_DAYS,
        "new_key": "",
    }
