"""REST of an organization's members and invitations."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.invitations import (
    Invite,
    invitation_link,
    invite,
    page_invitations,
    revoke_invitation,
    send_invitation,
)
from jarip.cloud.accounts.members import (
    MemberFilter,
    Membership,
    change_role,
    page_members,
    remove_member,
)
from jarip.cloud.accounts.permissions import Permission, Role
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.tables import Organization, User
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.paging import Page, Paging, PartOfName, render_page
from jarip.cloud.db.database import get_row
from jarip.cloud.subscriptions.seats import seats_of

router = APIRouter(prefix="/v1", tags=["members"])

Reader = Annotated[Principal, Depends(require(Permission.MEMBERS_READ))]
Writer = Annotated[Principal, Depends(require(Permission.MEMBERS_WRITE))]


class MemberView(BaseModel):
    """A person in an organization."""

    user_id: str
    email: str
    name: str
    role: Role
    joined_ms: int


class InvitationView(BaseModel):
    """An invitation that is still open."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    email: str
    role: Role
    actor_id: str = Field(description="Who invited")
    created_ms: int
    expires_ms: int


class NewInvitationView(InvitationView):
    """An invitation just made."""

    link: str = Field(description="Where it is accepted. It is shown this once and never again")
    is_sent: bool = Field(description="Whether the link was sent by mail; if not, hand it over")


class ChangeRole(BaseModel):
    """A member's new role."""

    role: Role


@router.get("/members")
def list_own_members(
    cloud: Cloud,
    caller: Reader,
    paging: Paging,
    name: PartOfName = "",
    role: Annotated[list[Role], Query(description="Any of these")] = [],  # noqa: B006
) -> Page[MemberView]:
    """Everybody in the organization, who joined last first."""
    wanted = MemberFilter(name, tuple(role))
    with cloud.database.read() as session:
        return render_page(page_members(session, caller.organization_id, wanted, paging), _view)


@router.put("/members/{user_id}")
def change_member_role(
    cloud: Cloud, caller: Writer, user_id: str, request: ChangeRole
) -> MemberView:
    """Give a member another role. The last owner stays one."""
    with cloud.database.write() as session:
        return _view(change_role(session, caller, user_id, request.role))


@router.delete("/members/{user_id}", status_code=204)
def remove_own_member(cloud: Cloud, caller: Writer, user_id: str) -> None:
    """Remove a member. Their API keys stop at once; the last owner stays."""
    with cloud.database.write() as session:
        remove_member(session, cloud.clock, caller, user_id)


@router.get("/invitations")
def list_own_invitations(
    cloud: Cloud, caller: Reader, paging: Paging, name: PartOfName = ""
) -> Page[InvitationView]:
    """The open invitations, newest first; `name` is a part of the address."""
    with cloud.database.read() as session:
        page = page_invitations(session, cloud.clock, caller.organization_id, paging, name)
        return render_page(page, InvitationView.model_validate)


@router.post("/invitations", status_code=201)
def invite_member(cloud: Cloud, caller: Writer, request: Invite) -> NewInvitationView:
    """Invite somebody, by mail if the cloud sends any. An open invitation is replaced."""
    with cloud.database.write() as session:
        organization = get_row(session, Organization, caller.organization_id)
        seats = seats_of(session, organization.id, cloud.clock.now_ms())
        new = invite(session, cloud.clock, cloud.secret, caller, request, seats=seats)
        inviter = session.get(User, caller.member_id) if caller.member_id else None
        name = inviter.name if inviter else organization.name
        is_sent = send_invitation(session, cloud.front_desk, new, name, organization.locale)
        return NewInvitationView(
            **InvitationView.model_validate(new.row).model_dump(),
            link=invitation_link(cloud.settings.public_url, new.token),
            is_sent=is_sent,
        )


@router.delete("/invitations/{invitation_id}", status_code=204)
def revoke_own_invitation(cloud: Cloud, caller: Writer, invitation_id: str) -> None:
    """Take an invitation back."""
    with cloud.database.write() as session:
        revoke_invitation(session, cloud.clock, caller.organization_id, invitation_id)


def _view(membership: Membership) -> MemberView:
    return MemberView(
        user_id=membership.user.id,
        email=membership.user.email,
        name=membership.user.name,
        role=membership.role,
        joined_ms=membership.member.created_ms,
    )
