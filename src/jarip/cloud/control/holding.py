"""Queued jobs that have to wait for other jobs, whatever the pool has: dependencies and arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from jarip.cloud.jobs.states import ACTIVE_JOB_STATES, ENDED_JOB_STATES, JobState
from jarip.cloud.jobs.tables import Job
from jarip.cloud.jobs.transitions import move_job

QUEUED_COLUMNS: tuple[Any, ...] = (
    Job.id,
    Job.organization_id,
    Job.project_id,
    Job.chip_count,
    Job.chip_percent,
    Job.chip_kinds,
    Job.min_memory_bytes,
    Job.max_micros_per_hour,
    Job.isolation,
    Job.priority,
    Job.queued_ms,
    Job.reason,
    Job.after,
    Job.array_id,
    Job.array_at_once,
    Job.nodes,
    Job.spread,
    Job.limit_ms,
    Job.deadline_ms,
    Job.work,
)
"""What a scheduling pass has to know of a queued job."""

QueuedRow: TypeAlias = Row[Any]
"""A row of these columns."""
LOOKUP_BATCH = 5000


def hold_back(session: Session, rows: Sequence[QueuedRow], now_ms: int) -> list[QueuedRow]:
    """The rows that may go to the scheduler; the others are told what they wait for.

    A job whose dependency can no longer succeed fails here.
    """
    states = _read_states(session, {former for row in rows for former in row.after})
    running = _count_arrays(session, {row.array_id for row in rows if row.array_at_once})
    free: list[QueuedRow] = []
    reasons: dict[str, str] = {}
    for row in rows:
        waits_for = [former for former in row.after if states.get(former) != JobState.SUCCEEDED]
        ended = [former for former in waits_for if states.get(former) in ENDED_JOB_STATES]
        if ended:
            _fail(session, row.id, f"{ended[0]}, which had to succeed before, did not", now_ms)
        elif waits_for:
            reasons[row.id] = f"waits for {waits_for[0]} to succeed{_more(waits_for)}"
        elif row.array_at_once and running[row.array_id] >= row.array_at_once:
            reasons[row.id] = f"its array runs {row.array_at_once} at once"
        else:
            # Counted as if it were placed: at worst one more round goes by.
            running[row.array_id] += 1
            free.append(row)
    known = {row.id: row.reason for row in rows}
    changed = [
        {"id": job_id, "reason": reason}
        for job_id, reason in reasons.items()
        if known[job_id] != reason
    ]
    if changed:
        session.execute(update(Job), changed)
    return free


def _read_states(session: Session, job_ids: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    ordered = sorted(job_ids)
    for start in range(0, len(ordered), LOOKUP_BATCH):
        query = select(Job.id, Job.state).where(Job.id.in_(ordered[start : start + LOOKUP_BATCH]))
        found.update({row.id: row.state for row in session.execute(query)})
    return found


def _count_arrays(session: Session, array_ids: set[str]) -> Counter[str]:
    """Jobs of each array that are starting or running."""
    if not array_ids:
        return Counter()
    query = select(Job.array_id).where(
        Job.array_id.in_(array_ids), Job.state.in_(ACTIVE_JOB_STATES)
    )
    return Counter(session.scalars(query))


def _fail(session: Session, job_id: str, reason: str, now_ms: int) -> None:
    job = session.get_one(Job, job_id)
    move_job(session, job, JobState.FAILED, reason, now_ms=now_ms)


def _more(waits_for: list[str]) -> str:
    return f" and {len(waits_for) - 1} more" if len(waits_for) > 1 else ""
