"""Invitations: a link that makes its holder a member of an organization."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from pydantic import BaseModel, Field, SecretStr
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.emails import Email
from jarip.cloud.accounts.entering import enter
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.lockout import begin_try, forgive, password_doors
from jarip.cloud.accounts.members import add_member, check_may_grant, check_seats, find_member
from jarip.cloud.accounts.newcomer import Locale
from jarip.cloud.accounts.passwords import (
    MOST_CHARACTERS,
    check_password,
    hash_password,
    password_matches,
)
from jarip.cloud.accounts.permissions import Role
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.sessions import StartedSession
from jarip.cloud.accounts.tables import Invitation, Organization, User
from jarip.cloud.accounts.tokens import MOST_CHARACTERS as MOST_TOKEN_CHARACTERS
from jarip.cloud.accounts.tokens import Purpose, hash_token, new_token
from jarip.cloud.accounts.users import create_user, find_user
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import get_row
from jarip.cloud.db.ids import new_id
from jarip.cloud.db.matching import has_text
from jarip.cloud.db.paging import PageOf, PageRequest, select_page
from jarip.cloud.errors import ConflictError, NotFoundError, NotSignedInError

LASTS_MS = 7 * 24 * 3_600_000


class Invite(BaseModel):
    """Whom to invite, in which role."""

    email: Email
    role: Role = Role.DEVELOPER


@dataclass(frozen=True)
class NewInvitation:
    """An invitation just made, and the token for its link, which is never shown again."""

    row: Invitation
    token: str


@dataclass(frozen=True)
class OpenInvitation:
    """What the holder of a link may know before accepting."""

    row: Invitation
    organization: Organization
    has_account: bool
    """Whether the invited address belongs to somebody, who then gives their password."""


class AcceptInvitation(BaseModel):
    """Who accepts. Somebody with an account gives their password, somebody new chooses one."""

    token: str = Field(max_length=MOST_TOKEN_CHARACTERS)
    name: str = Field(default="", max_length=200, description="Of somebody new")
    password: SecretStr = Field(max_length=MOST_CHARACTERS)
    locale: str = Locale


def invite(
    session: Session,
    clock: Clock,
    installation_secret: bytes,
    caller: Principal,
    request: Invite,
    *,
    seats: int | None,
) -> NewInvitation:
    """A new invitation; an open one to the same address is replaced.

    ConflictError if the address is a member's, PaymentRequiredError without a free seat.
    """
    check_may_grant(caller, request.role)
    organization_id, now = caller.organization_id, clock.now_ms()
    user = find_user(session, request.email)
    if user and find_member(session, organization_id, user.id):
        raise ConflictError("this person is a member already", where=request.email)
    for former in _list_open(session, organization_id, now):
        if former.email == request.email:
            former.revoked_ms = now
    session.flush()
    check_seats(session, organization_id, seats, now, inviting=True)
    token = new_token()
    row = Invitation(
        id=new_id("inv", now),
        organization_id=organization_id,
        email=request.email,
        role=request.role,
        token_hash=hash_token(token, Purpose.INVITATION, installation_secret),
        actor_id=caller.actor_id,
        created_ms=now,
        expires_ms=now + LASTS_MS,
        accepted_ms=None,
        revoked_ms=None,
    )
    session.add(row)
    session.flush()
    return NewInvitation(row, token)


def invitation_link(public_url: str, token: str) -> str:
    """Where an invitation is accepted."""
    return f"{public_url}/invitation?token={quote(token)}"


def send_invitation(
    session: Session, desk: FrontDesk, new: NewInvitation, inviter: str, locale: str
) -> bool:
    """Send the link to the invited address; False if no mail can be sent."""
    organization = get_row(session, Organization, new.row.organization_id)
    values = {
        "inviter": inviter,
        "organization": organization.name,
        "role": new.row.role,
        "link": invitation_link(desk.public_url, new.token),
    }
    return desk.outbox.put(session, new.row.email, "invitation", locale, values)


def list_invitations(session: Session, clock: Clock, organization_id: str) -> list[Invitation]:
    """The organization's open invitations, newest first."""
    return _list_open(session, organization_id, clock.now_ms())


def page_invitations(
    session: Session, clock: Clock, organization_id: str, page: PageRequest, address: str = ""
) -> PageOf[Invitation]:
    """The same by pages; those with `address` in theirs if it is given."""
    query = _open_ones(organization_id, clock.now_ms())
    if address:
        query = query.where(has_text(address, Invitation.email))
    return select_page(session, query, Invitation.id, page)


def revoke_invitation(
    session: Session, clock: Clock, organization_id: str, invitation_id: str
) -> Invitation:
    """Make an invitation's link useless."""
    row = session.get(Invitation, invitation_id)
    if row is None or row.organization_id != organization_id:
        raise NotFoundError("the organization has no such invitation", where=invitation_id)
    if row.accepted_ms is not None:
        raise ConflictError(
            "the invitation was accepted", where=invitation_id, todo="remove the member instead"
        )
    if row.revoked_ms is None:
        row.revoked_ms = clock.now_ms()
    session.flush()
    return row


def read_invitation(
    session: Session, clock: Clock, installation_secret: bytes, token: str
) -> OpenInvitation:
    """What an invitation's link offers. NotSignedInError if it is of no use any more."""
    digest = hash_token(token, Purpose.INVITATION, installation_secret)
    query = select(Invitation).where(
        Invitation.token_hash == digest,
        Invitation.accepted_ms.is_(None),
        Invitation.revoked_ms.is_(None),
        Invitation.expires_ms > clock.now_ms(),
    )
    row = session.scalar(query.with_for_update())  # of two who come at once, one gets in
    if row is None:
        raise NotSignedInError(
            "this invitation was used, taken back, or is too old",
            where="token",
            todo="ask for a new one",
        )
    organization = get_row(session, Organization, row.organization_id)
    user = find_user(session, row.email)
    return OpenInvitation(row, organization, bool(user and user.password_hash))


def accept_invitation(
    desk: FrontDesk, request: AcceptInvitation, client: ClientInfo, *, seats: int | None
) -> StartedSession:
    """Become a member; a session of the person. `seats` is the plan's limit."""
    with desk.database.read() as session:
        opened = read_invitation(session, desk.clock, desk.secret, request.token)
        known = find_user(session, opened.row.email)
    doors = password_doors(opened.row.email, client)
    if opened.has_account:  # a door to try at; somebody new can only choose a password badly
        begin_try(desk, doors)
    password_hash = _prove(known, opened.row.email, request.password.get_secret_value())
    with desk.database.write() as session:
        forgive(session, desk, doors)
        row = read_invitation(session, desk.clock, desk.secret, request.token).row
        user = get_row(session, User, known.id) if known else None
        if user is None:
            user = create_user(
                session, desk.clock, row.email, request.name or row.email, locale=request.locale
            )
        user.password_hash = user.password_hash or password_hash
        user.email_verified_ms = user.email_verified_ms or desk.clock.now_ms()
        check_seats(session, row.organization_id, seats, desk.clock.now_ms(), inviting=False)
        add_member(session, desk.clock, row.organization_id, user.id, Role(row.role))
        row.accepted_ms = desk.clock.now_ms()
        return enter(session, desk, user, client, row.organization_id)


def _prove(known: User | None, email: str, password: str) -> str:
    """Check the password of somebody with an account, or the new one of somebody without.

    Returns the hash of the password; NotSignedInError if it is wrong.
    """
    if known is None or not known.password_hash:
        check_password(password, email)
        return hash_password(password)
    if known.disabled_ms is not None or not password_matches(password, known.password_hash):
        raise NotSignedInError(
            "the password is wrong", where="password", todo="give the one you log in with"
        )
    return known.password_hash


def _list_open(session: Session, organization_id: str, now_ms: int) -> list[Invitation]:
    return list(session.scalars(_open_ones(organization_id, now_ms).order_by(Invitation.id.desc())))


def _open_ones(organization_id: str, now_ms: int) -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.organization_id == organization_id,
        Invitation.accepted_ms.is_(None),
        Invitation.revoked_ms.is_(None),
        Invitation.expires_ms > now_ms,
    )
