"""The tables of transitions are enforced, and the retry policy keeps to them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from jarip.cloud.errors import ConflictError
from jarip.cloud.jobs.retry import LONGEST_PAUSE_MS, decide_outcome
from jarip.cloud.jobs.spec import Retries
from jarip.cloud.jobs.states import (
    ACTIVE_JOB_STATES,
    ATTEMPT_TRANSITIONS,
    ENDED_JOB_STATES,
    JOB_TRANSITIONS,
    AttemptState,
    JobState,
    StoppedBy,
)
from jarip.cloud.jobs.tables import Attempt, Job
from jarip.cloud.jobs.transitions import move_attempt, move_job

ENDS = [
    (AttemptState.SUCCEEDED, ""),
    (AttemptState.FAILED, ""),
    (AttemptState.LOST, ""),
    *((AttemptState.STOPPED, by) for by in StoppedBy if by is not StoppedBy.LOST),
]


@pytest.mark.parametrize(("before", "to"), list(itertools.product(JobState, JobState)))
def test_a_job_moves_only_as_the_table_says(before: JobState, to: JobState) -> None:
    job = Job(id="job_1", state=before)
    by = StoppedBy.USER if to is JobState.STOPPED else None

    if to in JOB_TRANSITIONS[before]:
        event = move_job(Session(), job, to, "why", now_ms=5, stopped_by=by)
        assert (event.from_state, event.to_state, event.reason) == (before, to, "why")
        assert (job.ended_ms == 5) == (to in ENDED_JOB_STATES)
    else:
        with pytest.raises(ConflictError, match=f"{before} can't become {to}"):
            move_job(Session(), job, to, "why", now_ms=5, stopped_by=by)
        assert job.state == before


@pytest.mark.parametrize(("before", "to"), list(itertools.product(AttemptState, AttemptState)))
def test_an_attempt_moves_only_as_the_table_says(before: AttemptState, to: AttemptState) -> None:
    attempt = Attempt(id="att_1", state=before)
    by = StoppedBy.USER if to is AttemptState.STOPPED else None

    if to in ATTEMPT_TRANSITIONS[before]:
        move_attempt(attempt, to, "why", now_ms=5, stopped_by=by)
        assert attempt.state == to
    else:
        with pytest.raises(ConflictError):
            move_attempt(attempt, to, "why", now_ms=5, stopped_by=by)


def test_every_state_can_be_reached_and_every_unended_one_left() -> None:
    reached = {JobState.QUEUED} | {to for allowed in JOB_TRANSITIONS.values() for to in allowed}
    assert reached == set(JobState)
    assert set(ENDED_JOB_STATES) == set(JobState) - {JobState.QUEUED, *ACTIVE_JOB_STATES}


def make_attempts(ends: list[tuple[AttemptState, str]]) -> list[Attempt]:
    return [Attempt(state=state, stopped_by=by, reason="r") for state, by in ends]


@given(
    st.lists(st.sampled_from(ENDS), min_size=1, max_size=8),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_retries_end_and_lead_only_where_the_table_allows(
    ends: list[tuple[AttemptState, str]], failure: int, lost: int, preemption: int
) -> None:
    policy = Retries(failure=failure, lost=lost, preemption=preemption)

    outcome = decide_outcome(policy, make_attempts(ends))

    assert outcome.state in JOB_TRANSITIONS[JobState.RUNNING]
    assert (outcome.stopped_by is not None) == (outcome.state is JobState.STOPPED)
    assert 0 <= outcome.pause_ms <= LONGEST_PAUSE_MS
    if outcome.state is JobState.QUEUED:
        assert len([end for end in ends if end == ends[-1]]) <= max(failure, lost, preemption)


def test_losses_do_not_use_up_the_retries_for_failures() -> None:
    policy = Retries(failure=1, lost=1)
    ends = [(AttemptState.LOST, ""), (AttemptState.FAILED, "")]

    assert decide_outcome(policy, make_attempts(ends)).state is JobState.QUEUED
    assert decide_outcome(policy, make_attempts([*ends, ends[1]])).state is JobState.FAILED
    outcome = decide_outcome(policy, make_attempts([*ends, ends[0]]))
    assert (outcome.state, outcome.stopped_by) == (JobState.STOPPED, StoppedBy.LOST)


def test_pauses_double() -> None:
    policy = Retries(failure=100, pause="1s")  # type: ignore[arg-type]
    ends = [(AttemptState.FAILED, "")]

    pauses = [decide_outcome(policy, make_attempts(ends * n)).pause_ms for n in (1, 2, 3, 50)]

    assert pauses == [1000, 2000, 4000, LONGEST_PAUSE_MS]
