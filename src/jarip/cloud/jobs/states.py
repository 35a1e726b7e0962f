"""The states of jobs and attempts, and the only changes that are allowed between them.

These tables are the truth: `transitions` enforces them, the tests walk them, the documentation
shows them.
"""

from __future__ import annotations

from enum import StrEnum


class JobState(StrEnum):
    QUEUED = "queued"
    STARTING = "starting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"


class AttemptState(StrEnum):
    STARTING = "starting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"
    LOST = "lost"
    """Its node or supervisor went without a word."""


class StoppedBy(StrEnum):
    """Who or what stopped a job or an attempt. A loss that the retry policy gives up on is one."""

    USER = "user"
    BUDGET = "budget"
    PREEMPTION = "preemption"
    TIMEOUT = "timeout"
    LOST = "lost"
    DISK = "disk"
    """It wrote more to disk than it may."""


JOB_TRANSITIONS: dict[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.STARTING, JobState.STOPPED, JobState.FAILED}),
    JobState.STARTING: frozenset(
        {JobState.RUNNING, JobState.QUEUED, JobState.FAILED, JobState.STOPPED}
    ),
    JobState.RUNNING: frozenset(
        {JobState.SUCCEEDED, JobState.FAILED, JobState.STOPPED, JobState.QUEUED}
    ),
    JobState.SUCCEEDED: frozenset(),
    JobState.FAILED: frozenset(),
    JobState.STOPPED: frozenset(),
}
"""Back to QUEUED is a retry. An ended job never changes again."""

ATTEMPT_TRANSITIONS: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.STARTING: frozenset(
        {
            AttemptState.RUNNING,
            AttemptState.FAILED,
            AttemptState.STOPPED,
            AttemptState.LOST,
        }
    ),
    AttemptState.RUNNING: frozenset(
        {
            AttemptState.SUCCEEDED,
            AttemptState.FAILED,
            AttemptState.STOPPED,
            AttemptState.LOST,
        }
    ),
    AttemptState.SUCCEEDED: frozenset(),
    AttemptState.FAILED: frozenset(),
    AttemptState.STOPPED: frozenset(),
    AttemptState.LOST: frozenset(),
}

ACTIVE_JOB_STATES = (JobState.STARTING, JobState.RUNNING)
ACTIVE_ATTEMPT_STATES = (AttemptState.STARTING, AttemptState.RUNNING)
ENDED_JOB_STATES = tuple(state for state, allowed in JOB_TRANSITIONS.items() if not allowed)
