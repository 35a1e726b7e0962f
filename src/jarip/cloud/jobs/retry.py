"""The retry policy: what becomes of a job when an attempt ends without success."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jarip.cloud.jobs.spec import Retries
from jarip.cloud.jobs.states import AttemptState, JobState, StoppedBy
from jarip.cloud.jobs.tables import Attempt

LONGEST_PAUSE_MS = 300_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """The job's next state after an attempt ended."""

    state: JobState
    reason: str
    stopped_by: StoppedBy | None = None
    pause_ms: int = 0
    """Before the retry, if `state` is QUEUED."""


def decide_outcome(policy: Retries, attempts: Sequence[Attempt]) -> Outcome:
    """What the last of `attempts`, all of one job and in order, means for the job.

    Counts are by cause: losing nodes doesn't use up the retries meant for failures.
    """
    last = attempts[-1]
    cause = _cause(last)
    if cause == "succeeded":
        return Outcome(JobState.SUCCEEDED, last.reason)
    allowed = {
        "failed": policy.failure,
        StoppedBy.LOST: policy.lost,
        StoppedBy.PREEMPTION: policy.preemption,
    }.get(cause, 0)
    used = Counter(_cause(attempt) for attempt in attempts)[cause]
    if used <= allowed:
        pause_ms = min(policy.pause << (used - 1), LONGEST_PAUSE_MS) if cause == "failed" else 0
        return Outcome(
            JobState.QUEUED, f"{last.reason}; retry {used} of {allowed}", pause_ms=pause_ms
        )
    if cause == "failed":
        return Outcome(JobState.FAILED, last.reason)
    return Outcome(JobState.STOPPED, last.reason, StoppedBy(cause))


def _cause(attempt: Attempt) -> str:
    """`succeeded`, `failed`, or a StoppedBy."""
    match AttemptState(attempt.state):
        case AttemptState.LOST:
            return StoppedBy.LOST
        case AttemptState.STOPPED:
            return attempt.stopped_by
        case state:
            return state.value
