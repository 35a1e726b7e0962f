"""Asking a job to stop."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jarip.cloud.db.clock import Clock
from jarip.cloud.errors import ConflictError
from jarip.cloud.jobs.states import ENDED_JOB_STATES, JobState, StoppedBy
from jarip.cloud.jobs.tables import Job
from jarip.cloud.jobs.transitions import move_job


def request_stop(
    session: Session, clock: Clock, job: Job, by: StoppedBy, *, actor_id: str = ""
) -> None:
    """Stop a queued job now; write down that a starting or running one has to stop.

    The control loop passes the wish on to the engine and ends the job when the engine has.
    Asking twice is harmless. ConflictError if the job has ended already.
    """
    if job.state in ENDED_JOB_STATES:
        raise ConflictError(
            f"the job has already ended: it {_PAST[JobState(job.state)]}", where=job.id
        )
    if not job.stop_requested:
        job.stop_requested = by
    if job.state == JobState.QUEUED:
        move_job(
            session,
            job,
            JobState.STOPPED,
            STOP_REASONS[by],
            now_ms=clock.now_ms(),
            actor_id=actor_id,
            stopped_by=by,
        )


STOP_REASONS = {
    StoppedBy.USER: "stopped by its user",
    StoppedBy.BUDGET: "stopped: the budget is spent",
    StoppedBy.PREEMPTION: "stopped to make room for a job that goes first",
    StoppedBy.TIMEOUT: "stopped: it ran longer than its timeout",
    StoppedBy.DISK: "stopped: it wrote more to disk than it may",
    StoppedBy.LOST: "lost with its node or supervisor",
}

_PAST = {
    JobState.SUCCEEDED: "succeeded",
    JobState.FAILED: "failed",
    JobState.STOPPED: "was stopped",
}
