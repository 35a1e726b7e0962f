"""Faulted time is free: what our side lost is taken back and shown as faulted instead."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.metering.intervals import Interval, subtract_intervals
from jarip.cloud.metering.recording import EventValues, append_events, lock_meters, time_events
from jarip.cloud.metering.tables import Meter, UsageEvent


def mark_faulted(session: Session, now_ms: int, attempt_id: str, start_ms: int, end_ms: int) -> int:
    """Make the counted time of an attempt within [start_ms, end_ms) free.

    Nothing is changed or deleted: for each piece an event takes the amount back and another one
    records it as faulted. Time marked before is left alone, so repeating changes nothing. Returns
    the milliseconds newly marked, summed over the attempt's meters. Count the attempt's usage first
    (`close_meter`): time not counted yet is not touched.
    """
    events: list[EventValues] = []
    marked_ms = 0
    for meter in lock_meters(session, [attempt_id]).get(attempt_id, ()):
        for piece_start, piece_end in _unmarked(session, meter, (start_ms, end_ms)):
            events += time_events(meter, piece_start, piece_end, now_ms, sign=-1)
            events += time_events(meter, piece_start, piece_end, now_ms, faulted=True)
            marked_ms += piece_end - piece_start
    append_events(session, events)
    return marked_ms


def _unmarked(session: Session, meter: Meter, asked: Interval) -> list[Interval]:
    if meter.started_ms is None or meter.metered_ms is None:
        return []
    inside = (max(asked[0], meter.started_ms), min(asked[1], meter.metered_ms))
    query = select(UsageEvent.start_ms, UsageEvent.end_ms).where(
        UsageEvent.meter_id == meter.id, UsageEvent.faulted
    )
    marked = [(row.start_ms, row.end_ms) for row in session.execute(query)]
    return subtract_intervals(inside, marked)
