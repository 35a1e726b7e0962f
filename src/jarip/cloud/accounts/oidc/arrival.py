"""Whom of our people a provider's identity is: known, invited, or new."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.entering import enter
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.installation import read_policy
from jarip.cloud.accounts.members import add_member, find_member
from jarip.cloud.accounts.oidc.identity import Identity
from jarip.cloud.accounts.permissions import Role
from jarip.cloud.accounts.sessions import StartedSession
from jarip.cloud.accounts.sign_up import found_organization
from jarip.cloud.accounts.tables import ExternalIdentity, Invitation, User
from jarip.cloud.accounts.users import create_user, find_user
from jarip.cloud.db.database import get_row
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import NotAllowedError, NotSignedInError


def enter_by_identity(desk: FrontDesk, identity: Identity, client: ClientInfo) -> StartedSession:
    """A session of whom the provider vouches for.

    Somebody unknown is recognised by their e-mail address if both the provider and we have seen
    proof of it; comes in by an open invitation to it; or signs up where that is open. Otherwise
    NotAllowedError.
    """
    with desk.database.write() as session:
        known = session.scalar(
            select(ExternalIdentity).where(
                ExternalIdentity.issuer == identity.issuer,
                ExternalIdentity.subject == identity.subject,
            )
        )
        if known is not None:
            user = get_row(session, User, known.user_id)
        else:
            user = _recognise(session, desk, identity)
            _remember(session, desk, identity, user)
        if user.disabled_ms is not None:
            raise NotSignedInError("this account is closed", where=user.id)
        return enter(session, desk, user, client)


def _recognise(session: Session, desk: FrontDesk, identity: Identity) -> User:
    if not identity.email or not identity.is_email_verified:
        raise NotAllowedError(
            "the provider has not verified your e-mail address",
            where="email_verified",
            todo="verify it there, then log in again",
        )
    user = find_user(session, identity.email)
    if user is not None and user.email_verified_ms is None:
        # Whoever made this account never showed that the address is theirs.
        raise NotAllowedError(
            "an account with this address exists, but its address was never verified",
            where=identity.email,
            todo="log in with its password, or ask the operator",
        )
    invitations = _open_invitations(session, desk, identity.email)
    if user is None:
        is_open = read_policy(session).open_sign_up
        if not invitations and not is_open:
            raise NotAllowedError(
                "this cloud takes new people by invitation only",
                where="sign-up",
                todo="ask the operator, or a member of an organization, for an invitation",
            )
        name = identity.name or identity.email
        user = create_user(session, desk.clock, identity.email, name, is_verified=True)
        if not invitations:
            found_organization(session, desk, user, name, "UTC", user.locale)
    for row in invitations:
        if not find_member(session, row.organization_id, user.id):
            add_member(session, desk.clock, row.organization_id, user.id, Role(row.role))
        row.accepted_ms = desk.clock.now_ms()
    return user


def _open_invitations(session: Session, desk: FrontDesk, email: str) -> list[Invitation]:
    query = select(Invitation).where(
        Invitation.email == email,
        Invitation.accepted_ms.is_(None),
        Invitation.revoked_ms.is_(None),
        Invitation.expires_ms > desk.clock.now_ms(),
    )
    return list(session.scalars(query.with_for_update()))


def _remember(session: Session, desk: FrontDesk, identity: Identity, user: User) -> None:
    now = desk.clock.now_ms()
    session.add(
        ExternalIdentity(
            id=new_id("oid", now),
            user_id=user.id,
            issuer=identity.issuer,
            subject=identity.subject,
            created_ms=now,
        )
    )
    session.flush()
