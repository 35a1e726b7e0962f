"""Making room: the fewest, least important jobs, and only those that allow it."""

from __future__ import annotations

import pytest

from jarip.cloud.scheduling.schedule import schedule
from jarip.cloud.scheduling.snapshot import (
    MIN_RUN_MS,
    Demand,
    OrganizationLimits,
    PoolChip,
    QueuedJob,
    RunningJob,
    Snapshot,
)

NOW = 10 * MIN_RUN_MS


def running(name: str, chips: str, *, priority: int = 0, since: int = 0, preemptible: bool = True,
            stopping: bool = False) -> RunningJob:  # fmt: skip
    return RunningJob(
        name, "org", priority, tuple(chips.split()), since, preemptible, is_stopping=stopping
    )


def preempted(count: int, jobs: list[RunningJob], priority: int = 10) -> list[str]:
    """Whom a job that wants `count` of four chips on one node has stopped."""
    busy = {chip for each in jobs for chip in each.chips}
    chips = tuple(PoolChip(name, "node", "cpu", 1, name not in busy) for name in "abcd")
    job = QueuedJob("new", "org", Demand(count), priority, 0)
    limits = {"org": OrganizationLimits(None, None, 0, {"cpu": 1})}
    decisions = schedule(Snapshot((job,), chips, limits, {}, tuple(jobs), NOW))
    return [each.job_id for each in decisions.preemptions]


def test_the_least_important_and_youngest_goes() -> None:
    jobs = [
        running("important", "a", priority=5),
        running("old", "b", since=0),
        running("young", "c", since=5),
        running("other", "d", priority=1),
    ]
    assert preempted(1, jobs) == ["young"]
    assert preempted(2, jobs) == ["young", "old"]


@pytest.mark.parametrize(
    "job",
    [
        running("unwilling", "a b c d", preemptible=False),
        running("equal", "a b c d", priority=10),
        running("fresh", "a b c d", since=NOW - MIN_RUN_MS + 1),
    ],
)
def test_who_is_left_in_peace(job: RunningJob) -> None:
    assert preempted(1, [job]) == []


def test_nobody_is_stopped_in_vain() -> None:
    jobs = [running("willing", "a"), running("unwilling", "b c d", preemptible=False)]
    assert preempted(2, jobs) == []


def test_nobody_is_stopped_when_chips_are_free() -> None:
    assert preempted(1, [running("willing", "a b")]) == []


def test_room_that_is_being_made_is_counted() -> None:
    jobs = [running("going", "a b", stopping=True), running("willing", "c d")]
    assert preempted(2, jobs) == []
    assert preempted(4, jobs) == ["willing"]
