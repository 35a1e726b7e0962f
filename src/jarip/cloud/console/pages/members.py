"""Members and invitations."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from jarip.cloud.accounts.invitations import Invite, invite, list_invitations, revoke_invitation
from jarip.cloud.accounts.members import (
    EVERYBODY,
    MemberFilter,
    change_role,
    page_members,
    remove_member,
)
from jarip.cloud.accounts.permissions import ROLES, Permission, Role
from jarip.cloud.console.requests import Sent, require
from jarip.cloud.console.view import View
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.errors import CloudError
from jarip.cloud.subscriptions.terms import find_terms

router = APIRouter(prefix="/members")

Reader = Annotated[View, Depends(require(Permission.MEMBERS_READ))]
Writer = Annotated[View, Depends(require(Permission.MEMBERS_WRITE))]


@router.get("")
def show_members(
    view: Reader,
    name: str = "",
    role: Annotated[list[Role], Query()] = [],  # noqa: B006
    cursor: str = "",
) -> Response:
    """Everybody in the organization, and who is invited."""
    with view.cloud.database.read() as session:
        wanted = MemberFilter(name, tuple(role))
        return view.page("members.html", **_values(session, view, wanted, cursor))


@router.post("/invitations", name="create_invitation")
def send_invitation(view: Writer, form: Sent) -> Response:
    """Invite somebody; the link is shown once, to be passed on."""
    cloud, organization_id = view.cloud, view.principal.organization_id
    try:
        request = Invite(email=form.text("email"), role=form.choice("role", Role))
        with cloud.database.write() as session:
            terms = find_terms(session, organization_id, view.now_ms)
            seats = terms.limits.seats if terms else None
            new = invite(session, cloud.clock, cloud.secret, view.principal, request, seats=seats)
    except (CloudError, ValidationError) as error:
        with cloud.database.read() as session:
            return view.again("members.html", error, **_values(session, view))
    link = f"{cloud.settings.public_url}/invitation?token={quote(new.token)}"
    with cloud.database.read() as session:
        return view.page("members.html", **{**_values(session, view), "link": link})


@router.post("/invitations/{invitation_id}/revoke")
def take_invitation_back(view: Writer, _form: Sent, invitation_id: str) -> Response:
    """Make an invitation's link useless."""
    cloud = view.cloud
    with cloud.database.write() as session:
        revoke_invitation(session, cloud.clock, view.principal.organization_id, invitation_id)
    return view.go("/members", "revoked")


@router.post("/{user_id}/role")
def give_role(view: Writer, form: Sent, user_id: str) -> Response:
    """Give a member another role."""
    with view.cloud.database.write() as session:
        change_role(session, view.principal, user_id, form.choice("role", Role))
    return view.go("/members", "saved")


@router.post("/{user_id}/remove")
def end_membership(view: Writer, _form: Sent, user_id: str) -> Response:
    """End a membership."""
    with view.cloud.database.write() as session:
        remove_member(session, view.cloud.clock, view.principal, user_id)
    return view.go("/members", "removed")


def _values(
    session: Session, view: View, wanted: MemberFilter = EVERYBODY, cursor: str = ""
) -> dict[str, Any]:
    organization_id = view.principal.organization_id
    page = PageRequest(50, cursor, with_total=True)
    return {
        "page": page_members(session, organization_id, wanted, page),
        "wanted": wanted,
        "invitations": list_invitations(session, view.cloud.clock, organization_id),
        "roles": list(Role),
        "grantable": [role for role in Role if ROLES[role] <= view.principal.permissions],
        "link": "",
    }
