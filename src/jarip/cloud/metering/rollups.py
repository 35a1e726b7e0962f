"""Sums by quarter of an hour, kept with every event and rebuilt from events at will."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from jarip.cloud.db.upsert import insert_into
from jarip.cloud.metering.intervals import Interval
from jarip.cloud.metering.tables import UsageEvent, UsageQuarter

QUARTER_MS = 15 * 60 * 1000
BATCH = 2000


class QuarterKey(NamedTuple):
    """What a rollup sums over."""

    organization_id: str
    quarter_ms: int
    project_id: str
    member_id: str
    resource: str
    kind: str
    faulted: bool


class EventAmount(NamedTuple):
    """The part of a usage event that rollups need."""

    organization_id: str
    project_id: str
    member_id: str
    resource: str
    kind: str
    faulted: bool
    start_ms: int
    amount: int


def quarter_of(ms: int) -> int:
    """The start of the quarter of an hour that a moment lies in."""
    return ms - ms % QUARTER_MS


def cut_at_quarters(start_ms: int, end_ms: int) -> Iterator[Interval]:
    """[start_ms, end_ms) cut wherever a quarter of an hour begins. No event lies across a cut, so
    a rollup is a plain sum, and the events of a short span are found without looking far back."""
    while start_ms < end_ms:
        stop = min(quarter_of(start_ms) + QUARTER_MS, end_ms)
        yield start_ms, stop
        start_ms = stop


def sum_quarters(events: Iterable[EventAmount]) -> Counter[QuarterKey]:
    """Rollups of the events given."""
    sums: Counter[QuarterKey] = Counter()
    for organization_id, project_id, member_id, resource, kind, faulted, start_ms, amount in events:
        quarter_ms = start_ms - start_ms % QUARTER_MS
        key = QuarterKey(
            organization_id, quarter_ms, project_id, member_id, resource, kind, faulted
        )
        sums[key] += amount
    return sums


def add_to_rollups(session: Session, sums: Counter[QuarterKey]) -> None:
    """Add sums to the stored rollups."""
    if not sums:
        return
    insert = insert_into(session, UsageQuarter)
    upsert = insert.on_conflict_do_update(
        index_elements=list(QuarterKey._fields),
        set_={"amount": UsageQuarter.amount + insert.excluded.amount},
    )
    # Sorted, so that two writers on PostgreSQL lock rows in the same order.
    session.execute(upsert, [{**key._asdict(), "amount": sums[key]} for key in sorted(sums)])


def select_event_amounts() -> Select[Any]:
    """The query of every event's `EventAmount`."""
    return select(*(getattr(UsageEvent, name) for name in EventAmount._fields))


def sum_events(session: Session, organization_id: str) -> Counter[QuarterKey]:
    """The rollups an organization should have, from its events."""
    query = select_event_amounts().where(UsageEvent.organization_id == organization_id)
    rows = session.execute(query.execution_options(yield_per=BATCH))
    return sum_quarters(EventAmount(*row) for row in rows)


def rebuild_rollups(session: Session, organization_id: str) -> int:
    """Throw away an organization's rollups and sum its events anew; returns how many rows."""
    session.execute(delete(UsageQuarter).where(UsageQuarter.organization_id == organization_id))
    sums = sum_events(session, organization_id)
    add_to_rollups(session, sums)
    return len(sums)
