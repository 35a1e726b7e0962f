"""Checks that every millisecond is counted once and that rollups are the sums of events.

`audit_usage` reads all events of an organization; it changes nothing and finds, in this order:
meters whose events leave a gap, overlap, or don't end where the meter says; time taken back more
or less than it was given; rollups that differ from their events.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.metering.rollups import BATCH, QuarterKey, sum_events
from jarip.cloud.metering.tables import Meter, UsageEvent, UsageQuarter


@dataclass(frozen=True)
class Finding:
    """Something that does not add up: where, and what."""

    where: str
    what: str


def audit_usage(session: Session, organization_id: str) -> list[Finding]:
    """Everything wrong with an organization's usage; empty if it all adds up."""
    return [*_audit_meters(session, organization_id), *_audit_rollups(session, organization_id)]


def _audit_meters(session: Session, organization_id: str) -> Iterator[Finding]:
    meters = {
        meter.id: meter
        for meter in session.scalars(select(Meter).where(Meter.organization_id == organization_id))
    }
    query = (
        select(UsageEvent)
        .where(UsageEvent.organization_id == organization_id, UsageEvent.meter_id.is_not(None))
        .order_by(UsageEvent.meter_id, UsageEvent.start_ms, UsageEvent.id)
    )
    events = session.scalars(query.execution_options(yield_per=BATCH))
    seen = set()
    for meter_id, group in groupby(events, key=lambda event: event.meter_id):
        seen.add(meter_id)
        meter = meters.get(meter_id or "")
        if meter is None:
            yield Finding(meter_id or "", "events of a meter that does not exist here")
        else:
            yield from _audit_meter(meter, list(group))
    for meter in meters.values():
        counted_ms = (meter.metered_ms or 0) - (meter.started_ms or 0)
        if meter.id not in seen and counted_ms != meter.idle_ms:
            yield Finding(meter.id, "counted time has no events")


def _audit_meter(meter: Meter, events: list[UsageEvent]) -> Iterator[Finding]:
    position = meter.started_ms
    taken_back, faulted = [], []
    idle_ms = 0
    for event in events:
        if abs(event.amount) != event.count * (event.end_ms - event.start_ms):
            yield Finding(event.id, f"amount {event.amount} is not count times milliseconds")
        if event.faulted:
            faulted.append((event.start_ms, event.end_ms))
        elif event.amount < 0:
            taken_back.append((event.start_ms, event.end_ms))
        else:
            gap = event.start_ms - (position or 0)
            idle_ms += gap
            if gap < 0:
                yield Finding(event.id, f"overlap: counted until {position} before it starts")
            position = event.end_ms
    idle_ms += (meter.metered_ms or 0) - (position or 0)
    if idle_ms != meter.idle_ms:
        yield Finding(
            meter.id,
            f"{idle_ms} ms until {meter.metered_ms} have no event, expected {meter.idle_ms}",
        )
    if meter.closed_ms is not None and meter.metered_ms not in (None, meter.closed_ms):
        yield Finding(meter.id, f"closed at {meter.closed_ms}, counted until {meter.metered_ms}")
    if taken_back != faulted:
        yield Finding(meter.id, "what was taken back is not what is shown as faulted")
    if any(a[1] > b[0] for a, b in pairwise(faulted)):
        yield Finding(meter.id, "time was marked as faulted twice")


def _audit_rollups(session: Session, organization_id: str) -> Iterator[Finding]:
    expected = sum_events(session, organization_id)
    query = select(UsageQuarter).where(UsageQuarter.organization_id == organization_id)
    for row in session.scalars(query.execution_options(yield_per=BATCH)):
        key = QuarterKey(*(getattr(row, name) for name in QuarterKey._fields))
        amount = expected.pop(key, 0)
        if amount != row.amount:
            yield Finding(str(key), f"the rollup says {row.amount}, its events {amount}")
    for key, amount in expected.items():
        if amount:
            yield Finding(str(key), f"no rollup for {amount}")
