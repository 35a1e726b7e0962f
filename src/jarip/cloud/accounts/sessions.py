"""Browser sessions: a random token in a cookie, its hash in the database.

A session ends when it was idle too long, when its absolute time is over, when its owner logs out or
ends it from the list, or when the password changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.tables import LoginSession, Member, User
from jarip.cloud.accounts.tokens import Purpose, hash_token, new_token
from jarip.cloud.audit.current import name_actor
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import NotFoundError, NotSignedInError

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS
IDLE_MS = 7 * DAY_MS
ABSOLUTE_MS = 30 * DAY_MS
SECOND_FACTOR_MS = 10 * MINUTE_MS
"""How long somebody may look for the second factor's code."""
SEEN_STEP_MS = 5 * MINUTE_MS
"""`last_seen_ms` is only this exact, so that reading pages seldom writes."""


@dataclass(frozen=True)
class StartedSession:
    """A session just started: its record, its owner, and the token for the cookie."""

    row: LoginSession
    user: User
    token: str


def start_session(
    session: Session,
    clock: Clock,
    installation_secret: bytes,
    user: User,
    client: ClientInfo,
    *,
    organization_id: str = "",
    needs_second_factor: bool = False,
) -> StartedSession:
    """A new session of somebody who has proved who they are."""
    now = clock.now_ms()
    token = new_token()
    organization_id = organization_id or _first_organization(session, user.id)
    name_actor(user.id, user.email, organization_id)
    row = LoginSession(
        id=new_id("ses", now),
        user_id=user.id,
        organization_id=organization_id or None,
        token_hash=hash_token(token, Purpose.SESSION, installation_secret),
        address=client.address[:64],
        user_agent=client.user_agent[:300],
        needs_second_factor=needs_second_factor,
        created_ms=now,
        last_seen_ms=now,
        expires_ms=now + (SECOND_FACTOR_MS if needs_second_factor else ABSOLUTE_MS),
        ended_ms=None,
    )
    session.add(row)
    session.flush()
    return StartedSession(row, user, token)


def authenticate_session(
    session: Session,
    clock: Clock,
    installation_secret: bytes,
    token: str,
    *,
    allow_half: bool = False,
) -> tuple[LoginSession, User]:
    """The session whose token this is, and whose it is. NotSignedInError if it is over.

    `allow_half` accepts one whose second factor is still to come.
    """
    digest = hash_token(token, Purpose.SESSION, installation_secret)
    query = (
        select(LoginSession, User)
        .join(User, User.id == LoginSession.user_id)
        .where(LoginSession.token_hash == digest)
    )
    found = session.execute(query).one_or_none()
    if found is None or not is_alive(found[0], clock.now_ms()) or found[1].disabled_ms is not None:
        raise NotSignedInError("the session is over", where="session", todo="log in again")
    if found[0].needs_second_factor and not allow_half:
        raise NotSignedInError(
            "the second factor is missing", where="session", todo="give the code"
        )
    return found[0], found[1]


def is_alive(row: LoginSession, now_ms: int) -> bool:
    """Whether the session still opens anything."""
    idle = now_ms - row.last_seen_ms >= IDLE_MS
    return row.ended_ms is None and now_ms < row.expires_ms and not idle


def seen_is_stale(clock: Clock, row: LoginSession) -> bool:
    """Whether `last_seen_ms` is old enough to be worth a write."""
    return clock.now_ms() - row.last_seen_ms >= SEEN_STEP_MS


def note_seen(session: Session, clock: Clock, row: LoginSession) -> None:
    """Record that the session was used."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.id == row.id, LoginSession.last_seen_ms < clock.now_ms())
        .values(last_seen_ms=clock.now_ms())
    )


def list_sessions(session: Session, clock: Clock, user_id: str) -> list[LoginSession]:
    """A person's live sessions, newest first."""
    query = (
        select(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.ended_ms.is_(None))
        .order_by(LoginSession.id.desc())
    )
    now = clock.now_ms()
    return [row for row in session.scalars(query) if is_alive(row, now)]


def end_session(session: Session, clock: Clock, user_id: str, session_id: str) -> LoginSession:
    """End one of a person's sessions, at once and for good."""
    row = session.get(LoginSession, session_id)
    if row is None or row.user_id != user_id:
        raise NotFoundError("you have no session with this id", where=session_id)
    if row.ended_ms is None:
        row.ended_ms = clock.now_ms()
    session.flush()
    return row


def end_all_sessions(session: Session, clock: Clock, user_id: str, but: str = "") -> None:
    """End every session of a person, but the one with the id `but`."""
    session.execute(
        update(LoginSession)
        .where(
            LoginSession.user_id == user_id,
            LoginSession.ended_ms.is_(None),
            LoginSession.id != but,
        )
        .values(ended_ms=clock.now_ms())
    )


def _first_organization(session: Session, user_id: str) -> str:
    query = select(Member.organization_id).where(Member.user_id == user_id).order_by(Member.id)
    return session.scalars(query.limit(1)).first() or ""
