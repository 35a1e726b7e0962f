"""What an operator does about a person: close the account, reopen it, help with a lost phone."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.second_factor import remove_second_factor
from jarip.cloud.accounts.sessions import end_all_sessions
from jarip.cloud.accounts.tables import User
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import get_locked
from jarip.cloud.db.paging import PageOf, PageRequest, select_page
from jarip.cloud.errors import ConflictError


def list_people(session: Session, page: PageRequest, email: str = "") -> PageOf[User]:
    """Everybody with an account, newest first; `email` is a part of the address."""
    query = select(User)
    if email:
        query = query.where(User.email.contains(email.strip().lower(), autoescape=True))
    return select_page(session, query, User.id, page)


def close_account(session: Session, clock: Clock, user_id: str, caller_id: str) -> User:
    """Shut a person out: sessions end, and every key of theirs stops. ConflictError for oneself."""
    user = get_locked(session, User, user_id)
    if user_id == caller_id:
        raise ConflictError(
            "this is your own account", where=user_id, todo="ask another operator to close it"
        )
    if user.disabled_ms is None:
        user.disabled_ms = clock.now_ms()
    end_all_sessions(session, clock, user_id)
    session.flush()
    return user


def reopen_account(session: Session, user_id: str) -> User:
    """Let a person in again. Their keys work again, their sessions don't."""
    user = get_locked(session, User, user_id)
    user.disabled_ms = None
    session.flush()
    return user


def lift_second_factor(session: Session, clock: Clock, user_id: str) -> User:
    """Take away the second factor of somebody who lost it and the recovery codes. Make sure who
    is asking: afterwards the password alone lets in. Their sessions end."""
    user = get_locked(session, User, user_id)
    remove_second_factor(session, user_id)
    end_all_sessions(session, clock, user_id)
    return user
