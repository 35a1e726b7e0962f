"""Logging in with e-mail address and password, and out again."""

from __future__ import annotations

from pydantic import BaseModel, Field, SecretStr
from sqlalchemy import update

from jarip.cloud.accounts.addresses import address_group
from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.entering import enter
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.lockout import begin_try, forgive, password_doors
from jarip.cloud.accounts.passwords import (
    MOST_CHARACTERS,
    hash_password,
    needs_rehash,
    password_matches,
)
from jarip.cloud.accounts.rate_limits import Limit, take
from jarip.cloud.accounts.sessions import StartedSession, end_session
from jarip.cloud.accounts.tables import User
from jarip.cloud.accounts.users import find_user
from jarip.cloud.db.database import get_row
from jarip.cloud.errors import NotSignedInError

LOG_INS = Limit("log-ins from one address", 30)


class LogIn(BaseModel):
    """An e-mail address and a password."""

    email: str = Field(max_length=300)
    password: SecretStr = Field(max_length=MOST_CHARACTERS)


def log_in(desk: FrontDesk, request: LogIn, client: ClientInfo) -> StartedSession:
    """A new session; a half one if the second factor's code is still to come (`entering.enter`).

    NotSignedInError doesn't say whether the address or the password is wrong;
    TooManyRequestsError after too many tries, whether there is such a person or not.
    """
    email = request.email.strip().lower()
    take(desk.database, desk.clock, LOG_INS, address_group(client))
    doors = password_doors(email, client)
    begin_try(desk, doors)
    with desk.database.read() as session:
        user = find_user(session, email)
    password = request.password.get_secret_value()
    matches = password_matches(password, user.password_hash if user else "")
    if user is None or not matches or user.disabled_ms is not None:
        raise NotSignedInError(
            "the e-mail address or the password is wrong",
            where="email",
            todo="try again, or reset the password",
        )
    fresh_hash = hash_password(password) if needs_rehash(user.password_hash) else ""
    with desk.database.write() as session:
        forgive(session, desk, doors)
        if fresh_hash:
            session.execute(
                update(User)
                .where(User.id == user.id, User.password_hash == user.password_hash)
                .values(password_hash=fresh_hash)
            )
        return enter(session, desk, get_row(session, User, user.id), client)


def log_out(desk: FrontDesk, user_id: str, session_id: str) -> None:
    """End the session."""
    with desk.database.write() as session:
        end_session(session, desk.clock, user_id, session_id)
