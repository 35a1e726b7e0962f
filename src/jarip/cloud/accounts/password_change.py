"""Changing a password, and choosing a new one by a link in a message when it is forgotten."""

from __future__ import annotations

from urllib.parse import quote

from pydantic import BaseModel, Field, SecretStr
from sqlalchemy.orm import Session

from jarip.cloud.accounts.addresses import address_group
from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.emails import Email
from jarip.cloud.accounts.entering import enter
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.lockout import begin_try, forgive, password_doors
from jarip.cloud.accounts.one_time import issue_token, use_token, void_tokens
from jarip.cloud.accounts.passwords import (
    MOST_CHARACTERS,
    check_password,
    hash_password,
    password_matches,
)
from jarip.cloud.accounts.rate_limits import Limit, take
from jarip.cloud.accounts.sessions import StartedSession, end_all_sessions
from jarip.cloud.accounts.tables import User
from jarip.cloud.accounts.tokens import MOST_CHARACTERS as MOST_TOKEN_CHARACTERS
from jarip.cloud.accounts.tokens import Purpose
from jarip.cloud.accounts.users import find_user
from jarip.cloud.db.database import get_row
from jarip.cloud.errors import ConflictError, NotSignedInError, TooManyRequestsError

LINK_MS = 3_600_000
ASKS = Limit("password resets from one address", 20, 3_600_000)
MESSAGES = Limit("password resets of one person", 3, 3_600_000)


class AskReset(BaseModel):
    """Whose password is forgotten."""

    email: Email


class ResetPassword(BaseModel):
    """A new password, with the token from the link."""

    token: str = Field(max_length=MOST_TOKEN_CHARACTERS)
    password: SecretStr = Field(max_length=MOST_CHARACTERS)


class ChangePassword(BaseModel):
    """The present password and a new one."""

    password: SecretStr = Field(max_length=MOST_CHARACTERS)
    new_password: SecretStr = Field(max_length=MOST_CHARACTERS)


def ask_password_reset(desk: FrontDesk, request: AskReset, client: ClientInfo) -> None:
    """Send a link to the address if it is somebody's. Nobody is told whether it is.

    ConflictError where no mail can be sent.
    """
    if not desk.outbox.is_open:
        raise ConflictError(
            "this cloud sends no mail",
            where="password-reset",
            todo="ask the operator for a link: jarip operator reset-link ADDRESS",
        )
    take(desk.database, desk.clock, ASKS, address_group(client))
    try:
        take(desk.database, desk.clock, MESSAGES, request.email)
    except TooManyRequestsError:
        return  # silently: the answer must not tell whether there is such a person
    with desk.database.write() as session:
        user = find_user(session, request.email)
        if user is None or user.disabled_ms is not None:
            return
        values = {"name": user.name, "link": make_reset_link(session, desk, user)}
        desk.outbox.put(session, user.email, "reset_password", user.locale, values)


def make_reset_link(session: Session, desk: FrontDesk, user: User) -> str:
    """A link that lets its holder choose the person's password; earlier ones stop working."""
    void_tokens(session, desk.clock, Purpose.RESET_PASSWORD, user.id)
    token = issue_token(
        session, desk.clock, desk.secret, Purpose.RESET_PASSWORD, LINK_MS, user_id=user.id
    )
    return f"{desk.public_url}/reset-password?token={quote(token)}"


def reset_password(desk: FrontDesk, request: ResetPassword, client: ClientInfo) -> StartedSession:
    """Set a new password by the link; every former session ends. The second factor is still asked
    for."""
    password = request.password.get_secret_value()
    check_password(password)
    fresh_hash = hash_password(password)
    with desk.database.write() as session:
        row = use_token(session, desk.clock, desk.secret, Purpose.RESET_PASSWORD, request.token)
        user = get_row(session, User, row.user_id or "")
        if user.disabled_ms is not None:
            raise NotSignedInError("this account is closed", where="token")
        user.email_verified_ms = user.email_verified_ms or desk.clock.now_ms()
        _set_password(session, desk, user, fresh_hash)
        forgive(session, desk, password_doors(user.email, client))
        return enter(session, desk, user, client)


def change_password(
    desk: FrontDesk, user: User, session_id: str, request: ChangePassword, client: ClientInfo
) -> None:
    """Set a new password; every session but this one ends. NotSignedInError if the present
    password is wrong."""
    doors = password_doors(user.email, client)
    begin_try(desk, doors)
    if not password_matches(request.password.get_secret_value(), user.password_hash):
        raise NotSignedInError("the present password is wrong", where="password")
    new_password = request.new_password.get_secret_value()
    check_password(new_password, user.email)
    fresh_hash = hash_password(new_password)
    with desk.database.write() as session:
        forgive(session, desk, doors)
        _set_password(session, desk, get_row(session, User, user.id), fresh_hash, session_id)


def _set_password(
    session: Session, desk: FrontDesk, user: User, fresh_hash: str, kept_session_id: str = ""
) -> None:
    user.password_hash = fresh_hash
    end_all_sessions(session, desk.clock, user.id, but=kept_session_id)
    void_tokens(session, desk.clock, Purpose.RESET_PASSWORD, user.id)
    values = {"name": user.name, "link": f"{desk.public_url}/forgot-password"}
    desk.outbox.put(session, user.email, "password_changed", user.locale, values)
    session.flush()
