"""Members: who belongs to an organization, in which role. An organization always has an owner."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import ROLES, Role
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.tables import ApiKey, Invitation, Member, Organization, User
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import get_locked
from jarip.cloud.db.ids import new_id
from jarip.cloud.db.matching import has_text
from jarip.cloud.db.paging import PageOf, PageRequest, select_page
from jarip.cloud.errors import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    PaymentRequiredError,
)


@dataclass(frozen=True)
class Membership:
    """A member with the person behind it."""

    member: Member
    user: User

    @property
    def role(self) -> Role:
        """The role in the organization."""
        return Role(self.member.role)


def add_member(
    session: Session, clock: Clock, organization_id: str, user_id: str, role: Role
) -> Member:
    """A new member. ConflictError if the person is one already."""
    if find_member(session, organization_id, user_id):
        raise ConflictError("this person is a member already", where=user_id)
    now = clock.now_ms()
    member = Member(
        id=new_id("mem", now),
        organization_id=organization_id,
        user_id=user_id,
        role=role,
        created_ms=now,
    )
    session.add(member)
    session.flush()
    return member


def find_member(session: Session, organization_id: str, user_id: str) -> Member | None:
    """The person's membership, if there is one."""
    query = select(Member).where(
        Member.organization_id == organization_id, Member.user_id == user_id
    )
    return session.scalar(query)


@dataclass(frozen=True)
class MemberFilter:
    """Which members to list. Empty fields don't filter."""

    name: str = ""
    """Part of the name or address, in any case."""
    roles: tuple[Role, ...] = ()


EVERYBODY = MemberFilter()


def list_members(session: Session, organization_id: str) -> list[Membership]:
    """Everybody in an organization, in the order they joined."""
    query = select(Member, User).join(User, User.id == Member.user_id)
    query = query.where(Member.organization_id == organization_id).order_by(Member.id)
    return [Membership(member, user) for member, user in session.execute(query)]


def page_members(
    session: Session, organization_id: str, wanted: MemberFilter, page: PageRequest
) -> PageOf[Membership]:
    """Who is in an organization, who joined last first."""
    query = select(Member).join(User, User.id == Member.user_id)
    query = query.where(*_conditions(organization_id, wanted))
    found = select_page(session, query, Member.id, page)
    people = select(User).where(User.id.in_([member.user_id for member in found.items]))
    users = {user.id: user for user in session.scalars(people)}
    members = [Membership(member, users[member.user_id]) for member in found.items]
    return PageOf(members, found.next_cursor, found.total)


def list_memberships(session: Session, user_id: str) -> list[tuple[Organization, Role]]:
    """The organizations a person belongs to, in the order they joined."""
    query = (
        select(Organization, Member.role)
        .join(Member, Member.organization_id == Organization.id)
        .where(Member.user_id == user_id)
        .order_by(Member.id)
    )
    return [(organization, Role(role)) for organization, role in session.execute(query)]


def change_role(session: Session, caller: Principal, user_id: str, role: Role) -> Membership:
    """Give a member another role. The caller can neither give nor take more than it may itself."""
    membership = _need_member(session, caller.organization_id, user_id)
    check_may_grant(caller, membership.role)
    check_may_grant(caller, role)
    if role is not Role.OWNER:
        _keep_an_owner(session, membership)
    membership.member.role = role
    session.flush()
    return membership


def remove_member(session: Session, clock: Clock, caller: Principal, user_id: str) -> Membership:
    """End a membership; the member's API keys of this organization stop at once."""
    membership = _need_member(session, caller.organization_id, user_id)
    if user_id != caller.member_id:
        check_may_grant(caller, membership.role)
    _keep_an_owner(session, membership)
    session.execute(
        update(ApiKey)
        .where(
            ApiKey.organization_id == caller.organization_id,
            ApiKey.member_id == user_id,
            ApiKey.revoked_ms.is_(None),
        )
        .values(revoked_ms=clock.now_ms())
    )
    session.delete(membership.member)
    session.flush()
    return membership


def check_may_grant(caller: Principal, role: Role) -> None:
    """NotAllowedError if the role may do something that the caller may not."""
    beyond = sorted(ROLES[role] - caller.permissions)
    if beyond:
        raise NotAllowedError(
            f"the role {role} may do more than you: {', '.join(beyond)}",
            where=f"role {role}",
            todo="ask an owner",
        )


def check_seats(
    session: Session, organization_id: str, seats: int | None, now_ms: int, *, inviting: bool
) -> None:
    """PaymentRequiredError unless a seat is free. `inviting` counts open invitations, too."""
    if seats is None:
        return
    get_locked(session, Organization, organization_id)  # two who join at once take two seats
    taken = select(func.count()).where(Member.organization_id == organization_id)
    count = session.scalar(taken) or 0
    if inviting:
        pending = select(func.count()).where(
            Invitation.organization_id == organization_id,
            Invitation.accepted_ms.is_(None),
            Invitation.revoked_ms.is_(None),
            Invitation.expires_ms > now_ms,
        )
        count += session.scalar(pending) or 0
    if count >= seats:
        raise PaymentRequiredError(
            f"the plan has {seats} seats, and all are taken or promised",
            where=organization_id,
            todo="remove a member or an invitation, or change to a plan with more seats",
        )


def _need_member(session: Session, organization_id: str, user_id: str) -> Membership:
    query = (
        select(Member, User)
        .join(User, User.id == Member.user_id)
        .where(Member.organization_id == organization_id, Member.user_id == user_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("the organization has no such member", where=user_id)
    return Membership(row[0], row[1])


def _keep_an_owner(session: Session, membership: Membership) -> None:
    if membership.role is not Role.OWNER:
        return
    organization_id = membership.member.organization_id
    get_locked(session, Organization, organization_id)  # two owners who leave at once
    owners = select(func.count()).where(
        Member.organization_id == organization_id, Member.role == Role.OWNER
    )
    if (session.scalar(owners) or 0) < 2:
        raise ConflictError(
            "this is the organization's last owner",
            where=membership.member.user_id,
            todo="make somebody else an owner first",
        )


def _conditions(organization_id: str, wanted: MemberFilter) -> list[ColumnElement[bool]]:
    conditions = [Member.organization_id == organization_id]
    if wanted.name:
        conditions.append(has_text(wanted.name, User.name, User.email))
    if wanted.roles:
        conditions.append(Member.role.in_(wanted.roles))
    return conditions
