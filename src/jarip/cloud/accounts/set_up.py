"""The first operator: whoever holds the one-time link that `jarip up` prints."""

from __future__ import annotations

from pydantic import Field
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.emails import Email
from jarip.cloud.accounts.entering import enter
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.members import add_member
from jarip.cloud.accounts.newcomer import Newcomer
from jarip.cloud.accounts.one_time import issue_token, use_token
from jarip.cloud.accounts.passwords import check_password, hash_password
from jarip.cloud.accounts.permissions import Role
from jarip.cloud.accounts.sessions import StartedSession
from jarip.cloud.accounts.tables import OneTimeToken, Organization, User
from jarip.cloud.accounts.tokens import MOST_CHARACTERS, Purpose
from jarip.cloud.accounts.users import create_user, has_operator
from jarip.cloud.db.clock import Clock
from jarip.cloud.errors import NotSignedInError

LINK_MS = 24 * 3_600_000


class SetUp(Newcomer):
    """The first operator, with the token from the link."""

    token: str = Field(max_length=MOST_CHARACTERS)
    email: Email


def issue_set_up_token(session: Session, clock: Clock, installation_secret: bytes) -> str:
    """A new token for the set-up link; empty if there is an operator. Earlier ones stop working."""
    if has_operator(session):
        return ""
    session.execute(
        update(OneTimeToken)
        .where(OneTimeToken.purpose == Purpose.SET_UP, OneTimeToken.used_ms.is_(None))
        .values(used_ms=clock.now_ms())
    )
    return issue_token(session, clock, installation_secret, Purpose.SET_UP, LINK_MS)


def set_up_operator(desk: FrontDesk, request: SetUp, client: ClientInfo) -> StartedSession:
    """The first operator and a session of theirs. NotSignedInError if the link is used or old."""
    password = request.password.get_secret_value()
    check_password(password, request.email)
    password_hash = hash_password(password)
    with desk.database.write() as session:
        if has_operator(session):
            raise NotSignedInError(
                "this cloud has an operator already", where="token", todo="log in instead"
            )
        use_token(session, desk.clock, desk.secret, Purpose.SET_UP, request.token)
        user = add_operator(
            session, desk.clock, request.email, request.name, password_hash, request.locale
        )
        return enter(session, desk, user, client)


def add_operator(
    session: Session, clock: Clock, email: str, name: str, password_hash: str, locale: str
) -> User:
    """A new operator, an owner of the operator's organization."""
    user = create_user(
        session,
        clock,
        email,
        name,
        password_hash=password_hash,
        locale=locale,
        is_operator=True,
        is_verified=True,
    )
    home = session.scalars(select(Organization.id).where(Organization.is_operator)).one()
    add_member(session, clock, home, user.id, Role.OWNER)
    return user
