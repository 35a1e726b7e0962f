"""The one place where a job or an attempt changes its state."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import ConflictError
from jarip.cloud.jobs.states import (
    ATTEMPT_TRANSITIONS,
    ENDED_JOB_STATES,
    JOB_TRANSITIONS,
    AttemptState,
    JobState,
    StoppedBy,
)
from jarip.cloud.jobs.tables import Attempt, Job, JobEvent


def move_job(
    session: Session,
    job: Job,
    to: JobState,
    reason: str,
    *,
    now_ms: int,
    attempt_id: str = "",
    actor_id: str = "",
    stopped_by: StoppedBy | None = None,
) -> JobEvent:
    """Change a job's state and write the event. ConflictError if the table has no such change."""
    before = JobState(job.state)
    if to not in JOB_TRANSITIONS[before]:
        raise ConflictError(f"a job that is {before} can't become {to}", where=job.id)
    if (to is JobState.STOPPED) != (stopped_by is not None):
        raise ValueError("a stopped job, and no other, is stopped by somebody")
    job.state = to
    job.reason = reason
    job.stopped_by = stopped_by or ""
    if to in ENDED_JOB_STATES:
        job.ended_ms = now_ms
    return record_event(
        session, job, before, reason, now_ms=now_ms, attempt_id=attempt_id, actor_id=actor_id
    )


def record_event(
    session: Session,
    job: Job,
    before: JobState | None,
    reason: str,
    *,
    now_ms: int,
    attempt_id: str = "",
    actor_id: str = "",
) -> JobEvent:
    """Write that a job is in its state since now."""
    event = JobEvent(
        id=new_id("evt", now_ms),
        job_id=job.id,
        attempt_id=attempt_id,
        from_state=before or "",
        to_state=job.state,
        reason=reason,
        actor_id=actor_id,
        at_ms=now_ms,
    )
    session.add(event)
    return event


def move_attempt(
    attempt: Attempt,
    to: AttemptState,
    reason: str,
    *,
    now_ms: int,
    stopped_by: StoppedBy | None = None,
) -> None:
    """Change an attempt's state. ConflictError if the table has no such change."""
    before = AttemptState(attempt.state)
    if to not in ATTEMPT_TRANSITIONS[before]:
        raise ConflictError(f"an attempt that is {before} can't become {to}", where=attempt.id)
    if (to is AttemptState.STOPPED) != (stopped_by is not None):
        raise ValueError("a stopped attempt, and no other, is stopped by somebody")
    attempt.state = to
    attempt.reason = reason
    attempt.stopped_by = stopped_by or ""
    if not ATTEMPT_TRANSITIONS[to]:
        attempt.ended_ms = now_ms
