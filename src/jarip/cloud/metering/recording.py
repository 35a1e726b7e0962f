"""Turns reports that attempts are running into usage events, each millisecond once.

A meter remembers how far it has counted. A report extends that mark and appends the time between,
cut at quarters of an hour; a report at or before the mark is a replay. The event's key names the
meter and where the event starts, so the database itself refuses a second event for the same time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from jarip.cloud.db.bulk import execute_many
from jarip.cloud.db.ids import new_id
from jarip.cloud.metering.inputs import UsageReport
from jarip.cloud.metering.rollups import (
    EventAmount,
    add_to_rollups,
    cut_at_quarters,
    sum_quarters,
)
from jarip.cloud.metering.tables import Meter, UsageEvent

LOOKUP_BATCH = 5000
"""Ids in one query; SQLite allows 32,766 parameters."""

ADVANCE = (
    update(Meter).where(Meter.id == bindparam("meter_id")).values(metered_ms=bindparam("until"))
)
"""Moves a meter's mark."""


class Mark(NamedTuple):
    """The parameters of `ADVANCE`."""

    meter_id: str
    until: int


APPEND = insert(UsageEvent)
"""Appends an event."""

MARK_COLUMNS = (
    Meter.id,
    Meter.subject_id,
    Meter.job_id,
    Meter.organization_id,
    Meter.project_id,
    Meter.member_id,
    Meter.resource,
    Meter.kind,
    Meter.count,
    Meter.metered_ms,
    Meter.closed_ms,
)


class Countable(Protocol):
    """A meter, or a row of what counting needs of one."""

    id: Any
    subject_id: Any
    job_id: Any
    organization_id: Any
    project_id: Any
    member_id: Any
    resource: Any
    kind: Any
    count: Any
    metered_ms: Any
    closed_ms: Any


SUFFIXES = {(False, 1): "", (False, -1): "/back", (True, 1): "/fault"}
"""What the key of an event ends with, by whether it is faulted and its sign."""


class EventValues(NamedTuple):
    """One usage event about to be inserted: the columns of its table, in their order."""

    id: str
    idempotency_key: str
    meter_id: str | None
    subject_id: str
    job_id: str
    organization_id: str
    project_id: str
    member_id: str
    resource: str
    kind: str
    count: int  # type: ignore[assignment]  # hides a method of tuples, which nobody calls
    start_ms: int
    end_ms: int
    amount: int
    faulted: bool
    recorded_ms: int


AMOUNT_OF = attrgetter(*EventAmount._fields)


def lock_meters(session: Session, attempt_ids: Iterable[str]) -> dict[str, list[Meter]]:
    """The meters of each attempt, locked until the transaction ends."""
    found: dict[str, list[Meter]] = defaultdict(list)
    ids = sorted(set(attempt_ids))
    for start in range(0, len(ids), LOOKUP_BATCH):
        query = (
            select(Meter)
            .where(Meter.subject_id.in_(ids[start : start + LOOKUP_BATCH]))
            .order_by(Meter.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        for meter in session.scalars(query):
            found[meter.subject_id].append(meter)
    return found


def record_usage(
    session: Session,
    now_ms: int,
    reports: Sequence[UsageReport],
    meters: dict[str, list[Meter]] | None = None,
) -> int:
    """Count up to each report's moment; returns how many events were appended.

    Reports of attempts that have no meter, have not started or are closed change nothing: they
    are late replays. `meters` may pass in meters that the caller has locked.
    """
    found: Mapping[str, Sequence[Countable]] = (
        lock_marks(session, (report.attempt_id for report in reports)) if meters is None else meters
    )
    events: list[EventValues] = []
    marks: dict[str, int] = {}
    for report in reports:
        for meter in found.get(report.attempt_id, ()):
            mark = marks.get(meter.id, meter.metered_ms)
            if mark is None or meter.closed_ms is not None or report.until_ms <= mark:
                continue
            events += time_events(meter, mark, report.until_ms, now_ms)
            marks[meter.id] = report.until_ms
    if marks:
        execute_many(session, ADVANCE, [Mark(*each) for each in marks.items()])
        for group in (meters or {}).values():
            for row in group:
                if row.id in marks:
                    set_committed_value(row, "metered_ms", marks[row.id])
    append_events(session, events)
    return len(events)


def lock_marks(session: Session, attempt_ids: Iterable[str]) -> dict[str, list[Countable]]:
    """What counting needs of the meters of each attempt, locked until the transaction ends.

    Plain rows: making objects of them would take as long as all the rest.
    """
    found: dict[str, list[Countable]] = defaultdict(list)
    ids = sorted(set(attempt_ids))
    for start in range(0, len(ids), LOOKUP_BATCH):
        query = (
            select(*MARK_COLUMNS)
            .where(Meter.subject_id.in_(ids[start : start + LOOKUP_BATCH]))
            .order_by(Meter.id)
            .with_for_update()
        )
        for row in session.execute(query):
            found[row.subject_id].append(row)  # type: ignore[arg-type]
    return found


def time_events(
    meter: Countable,
    start_ms: int,
    end_ms: int,
    now_ms: int,
    *,
    faulted: bool = False,
    sign: int = 1,
) -> Iterator[EventValues]:
    """The events that `meter`'s resource was used over an interval (`sign` -1: taken back)."""
    for start, end in cut_at_quarters(start_ms, end_ms):
        yield _time_event(meter, start, end, now_ms, faulted, sign)


def _time_event(
    meter: Countable, start_ms: int, end_ms: int, now_ms: int, faulted: bool, sign: int
) -> EventValues:
    return EventValues(
        new_id("use", now_ms),
        f"{meter.id}/{start_ms}{SUFFIXES[faulted, sign]}",
        meter.id,
        meter.subject_id,
        meter.job_id,
        meter.organization_id,
        meter.project_id,
        meter.member_id,
        meter.resource,
        meter.kind,
        meter.count,
        start_ms,
        end_ms,
        sign * meter.count * (end_ms - start_ms),
        faulted,
        now_ms,
    )


def append_events(session: Session, events: Sequence[EventValues]) -> None:
    """Insert events and add them to the rollups, in the caller's transaction."""
    if not events:
        return
    execute_many(session, APPEND, events)
    add_to_rollups(session, sum_quarters(map(EventAmount._make, map(AMOUNT_OF, events))))
