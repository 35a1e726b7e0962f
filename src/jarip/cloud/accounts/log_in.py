"""Logging in with e-mail address and password, and out again."""

from __future__ import annotations

from pydantic import BaseModel, Field, SecretStr
from sqlalchemy import update

from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.passwords import (
    MOST_CHARACTERS,
    hash_password,
    needs_rehash,
    password_matches,
)
from jarip.cloud.accounts.sessions import StartedSession, end_session, start_session
from jarip.cloud.accounts.tables import User
from jarip.cloud.accounts.users import find_user
from jarip.cloud.db.database import get_row
from jarip.cloud.errors import NotSignedInError


class LogIn(BaseModel):
    """An e-mail address and a password."""

    email: str = Field(max_length=300)
    password: SecretStr = Field(max_length=MOST_CHARACTERS)


def log_in(desk: FrontDesk, request: LogIn, client: ClientInfo) -> StartedSession:
    """A new session. NotSignedInError doesn't say whether the address or the password is wrong."""
    with desk.database.read() as session:
        user = find_user(session, request.email.strip().lower())
    password = request.password.get_secret_value()
    if not password_matches(password, user.password_hash if user else "") or user is None:
        raise _refusal()
    if user.disabled_ms is not None:
        raise _refusal()
    fresh_hash = hash_password(password) if needs_rehash(user.password_hash) else ""
    with desk.database.write() as session:
        if fresh_hash:
            session.execute(
                update(User)
                .where(User.id == user.id, User.password_hash == user.password_hash)
                .values(password_hash=fresh_hash)
            )
        return start_session(
            session, desk.clock, desk.secret, get_row(session, User, user.id), client
        )


def log_out(desk: FrontDesk, user_id: str, session_id: str) -> None:
    """End the session."""
    with desk.database.write() as session:
        end_session(session, desk.clock, user_id, session_id)


def _refusal() -> NotSignedInError:
    return NotSignedInError(
        "the e-mail address or the password is wrong",
        where="email",
        todo="try again, or reset the password",
    )
