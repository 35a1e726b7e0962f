"""Who has chips now, and until when at the latest."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.jobs.states import ACTIVE_ATTEMPT_STATES, AttemptState
from jarip.cloud.jobs.tables import Attempt, Job
from jarip.cloud.scheduling.snapshot import RunningJob

STEPS_AN_OCTAVE = 4


@dataclass(frozen=True, slots=True)
class Held:
    """What attempts have of one chip."""

    percent: int
    memory_bytes: int
    """Only told of parts."""
    attempts: tuple[str, ...] = ()


NOTHING = Held(0, 0)


def read_held(session: Session) -> dict[str, Held]:
    """Chip → what attempts under way have of it; chips that nobody has are left out."""
    held: dict[str, Held] = {}
    query = select(
        Attempt.id, Attempt.chip_ids, Attempt.chip_percent, Attempt.part_memory_bytes
    ).where(Attempt.state.in_(ACTIVE_ATTEMPT_STATES))
    for attempt_id, chip_ids, percent, memory in session.execute(query):
        for chip_id in chip_ids:
            other = held.get(chip_id, NOTHING)
            held[chip_id] = Held(
                other.percent + percent, other.memory_bytes + memory, (*other.attempts, attempt_id)
            )
    return held


def read_holding(session: Session) -> tuple[RunningJob, ...]:
    """Every job with an attempt under way."""
    query = (
        select(
            Job.id,
            Job.organization_id,
            Job.project_id,
            Job.priority,
            Job.preemptible,
            Job.stop_requested,
            Job.limit_ms,
            Attempt.chip_ids,
            Attempt.chip_kind,
            Attempt.chip_percent,
            Attempt.started_ms,
            Attempt.created_ms,
            Attempt.state,
        )
        .join(Attempt, Attempt.job_id == Job.id)
        .where(Attempt.state.in_(ACTIVE_ATTEMPT_STATES))
    )
    return tuple(
        RunningJob(
            row.id,
            row.organization_id,
            row.priority,
            tuple(row.chip_ids),
            row.started_ms or row.created_ms,
            preemptible=row.preemptible and row.state == AttemptState.RUNNING,
            is_stopping=bool(row.stop_requested),
            # One that hasn't begun may yet use all of its time, whenever it begins.
            ends_by_ms=None
            if row.limit_ms is None or row.started_ms is None
            else row.started_ms + row.limit_ms,
            project_id=row.project_id,
            kind=row.chip_kind,
            percent=row.chip_percent,
        )
        for row in session.execute(query)
    )


def round_up_ms(limit_ms: int | None) -> int | None:
    """A little more than the limit, one of few values: jobs that fare alike are decided once."""
    if limit_ms is None or limit_ms <= 0:
        return limit_ms
    octave = 1 << max(0, limit_ms.bit_length() - 1)
    step = max(1, octave // STEPS_AN_OCTAVE)
    return -(-limit_ms // step) * step
