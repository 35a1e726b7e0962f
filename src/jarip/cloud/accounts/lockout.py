"""Lockout with back-off: after a few failed tries a door stays shut, each time for twice as long.

The counts are in the database, so that several servers share them. A try is counted before the
password is looked at and forgiven when it was right: many tries at the same moment are all counted.
A door that doesn't exist (an unknown e-mail address) shuts like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.addresses import address_group
from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.tables import Lockout
from jarip.cloud.accounts.tokens import Purpose, hash_token
from jarip.cloud.db.upsert import insert_into
from jarip.cloud.errors import TooManyRequestsError

FIRST_LOCK_MS = 30_000
LONGEST_LOCK_MS = 3_600_000
FORGET_MS = 24 * 3_600_000
"""Without tries for so long, a door is as good as new."""


@dataclass(frozen=True)
class Door:
    """Something to try at, and how many tries are free."""

    name: str
    free_tries: int


def password_doors(email: str, client: ClientInfo) -> tuple[Door, ...]:
    """The doors of a log-in. One person at one place shuts soon; one person for the whole world
    much later, or strangers could keep anybody out."""
    return (
        Door(f"password of {email} from {address_group(client)}", 5),
        Door(f"password of {email}", 20),
    )


def code_door(user_id: str) -> Door:
    """The door of a second factor's code."""
    return Door(f"code of {user_id}", 5)


def begin_try(desk: FrontDesk, doors: Sequence[Door]) -> None:
    """Count a try at each door; TooManyRequestsError if one is shut."""
    with desk.database.write() as session:
        wait_ms = max(_count_try(session, desk, door) for door in doors)
    if wait_ms > 0:
        seconds = -(-wait_ms // 1000)
        raise TooManyRequestsError(
            "too many failed tries",
            retry_after_s=seconds,
            where="log-in",
            todo=f"wait {seconds} seconds and try again",
        )


def forgive(session: Session, desk: FrontDesk, doors: Sequence[Door]) -> None:
    """Forget the tries at the doors: somebody came in."""
    names = [_hashed(desk, door) for door in doors]
    session.execute(delete(Lockout).where(Lockout.name.in_(names)))


def _count_try(session: Session, desk: FrontDesk, door: Door) -> int:
    """How long the door is still shut, in milliseconds; if it isn't, the try is counted."""
    now, name = desk.clock.now_ms(), _hashed(desk, door)
    fresh = insert_into(session, Lockout).values(
        name=name, failures=0, last_ms=now, locked_until_ms=0
    )
    session.execute(fresh.on_conflict_do_nothing())
    row = session.scalars(select(Lockout).where(Lockout.name == name).with_for_update()).one()
    if row.locked_until_ms > now:
        return row.locked_until_ms - now
    row.failures = 1 if now - row.last_ms >= FORGET_MS else row.failures + 1
    row.last_ms = now
    beyond = row.failures - door.free_tries
    if beyond >= 0:
        row.locked_until_ms = now + min(FIRST_LOCK_MS << min(beyond, 20), LONGEST_LOCK_MS)
    return 0


def _hashed(desk: FrontDesk, door: Door) -> str:
    return hash_token(door.name, Purpose.LOCKOUT, desk.secret)
