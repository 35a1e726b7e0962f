"""Rate limits: so many requests under one name in each window of time, shared by all servers.

Two ways to count. `take` counts in the database at once, for what is rare and costly (log-ins,
sign-ups, messages). `SharedMeter` counts in memory and settles with the database now and then, for
what is frequent (requests by API key): each server may be ahead of the others by a twentieth of the
limit, and a request costs no write.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import RateCounter
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.db.upsert import insert_into
from jarip.cloud.errors import TooManyRequestsError

MINUTE_MS = 60_000
KEEP_MS = 2 * 3_600_000
SETTLE_PARTS = 20
MOST_NAMES = 10_000


@dataclass(frozen=True)
class Limit:
    """At most `count` in each window. `what` names it in the error."""

    what: str
    count: int
    window_ms: int = MINUTE_MS


def take(database: Database, clock: Clock, limit: Limit, name: str) -> None:
    """Count one under a name; TooManyRequestsError beyond the limit."""
    now = clock.now_ms()
    start = now - now % limit.window_ms
    with database.write() as session:
        total = _add(session, f"{limit.what}:{name}", start, 1)
        if total == 1:
            _forget_old(session, now)
    if total > limit.count:
        raise _refusal(limit, start, now)


@dataclass
class _Count:
    start_ms: int
    shared: int = 0
    """What the database knew when we last settled, our own part included."""
    unsettled: int = 0


class SharedMeter:
    """Counts frequent requests. One a process; threads may share it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._counts: dict[str, _Count] = {}
        self._lock = threading.Lock()

    def take(self, limit: Limit, name: str) -> None:
        """Count one under a name; TooManyRequestsError beyond the limit."""
        now = self._clock.now_ms()
        start = now - now % limit.window_ms
        full_name = f"{limit.what}:{name}"
        with self._lock:
            count = self._counts.get(full_name)
            if count is None or count.start_ms != start:
                self._make_room()
                count = self._counts[full_name] = _Count(start)
            if count.shared + count.unsettled >= limit.count:
                raise _refusal(limit, start, now)
            count.unsettled += 1
            due = count.unsettled >= max(1, limit.count // SETTLE_PARTS)
            settling = count.unsettled if due else 0
            if due:
                count.shared += settling
                count.unsettled = 0
        if settling:
            self._settle(count, full_name, settling)

    def _settle(self, count: _Count, full_name: str, settling: int) -> None:
        with self._database.write() as session:
            total = _add(session, full_name, count.start_ms, settling)
            if total == settling:
                _forget_old(session, self._clock.now_ms())
        with self._lock:
            count.shared = max(count.shared, total)

    def _make_room(self) -> None:
        if len(self._counts) >= MOST_NAMES:
            self._counts.clear()  # unsettled requests are forgotten: generous, and rare


def _add(session: Session, name: str, start_ms: int, amount: int) -> int:
    """Add to a window's count; the new total."""
    insert = insert_into(session, RateCounter).values(
        name=name[:100], window_start_ms=start_ms, count=amount
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["name", "window_start_ms"],
            set_={"count": RateCounter.count + amount},
        )
    )
    query = select(RateCounter.count).where(
        RateCounter.name == name[:100], RateCounter.window_start_ms == start_ms
    )
    return session.scalars(query).one()


def _forget_old(session: Session, now_ms: int) -> None:
    session.execute(delete(RateCounter).where(RateCounter.window_start_ms < now_ms - KEEP_MS))


def _refusal(limit: Limit, start_ms: int, now_ms: int) -> TooManyRequestsError:
    seconds = max(1, -(-(start_ms + limit.window_ms - now_ms) // 1000))
    return TooManyRequestsError(
        f"more than {limit.count} {limit.what} in {limit.window_ms // 1000} seconds",
        retry_after_s=seconds,
        where="rate limit",
        todo=f"wait {seconds} seconds",
    )
