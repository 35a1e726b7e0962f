"""People: found by e-mail address, created once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import User
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import ConflictError


def find_user(session: Session, email: str) -> User | None:
    """The person with this address (in lower case), if there is one."""
    return session.scalar(select(User).where(User.email == email))


def create_user(
    session: Session,
    clock: Clock,
    email: str,
    name: str,
    *,
    password_hash: str = "",
    locale: str = "en",
    is_operator: bool = False,
    is_verified: bool = False,
) -> User:
    """A new person. ConflictError if the address is taken: only for callers who may know that."""
    if find_user(session, email):
        raise ConflictError("somebody has this e-mail address", where=email, todo="log in instead")
    now = clock.now_ms()
    user = User(
        id=new_id("usr", now),
        email=email,
        name=name,
        locale=locale,
        password_hash=password_hash,
        is_operator=is_operator,
        created_ms=now,
        email_verified_ms=now if is_verified else None,
        disabled_ms=None,
    )
    session.add(user)
    session.flush()
    return user


def has_operator(session: Session) -> bool:
    """Whether some person already runs this installation."""
    query = select(User.id).where(User.is_operator, User.disabled_ms.is_(None)).limit(1)
    return session.scalar(query) is not None
