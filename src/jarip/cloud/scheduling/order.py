"""Stage 2: in which order jobs are looked at.

Plans of higher priority first. Among equals, organizations in the order of what they used, for
their weight, with use that is long past faded: weighted fair share. An organization's own jobs by
priority, then those whose deadline is near, then by when they were queued and how long they may
run together: a job of ten minutes passes one of a day, but none waits for those that come a day
after it. So a long job's wait stays in proportion to its length, and short ones, which most jobs
are, hardly wait.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator

from jarip.cloud.scheduling.snapshot import QueuedJob, Snapshot

HALF_LIFE_MS = 7 * 24 * 3_600_000
"""After a week, use counts half."""
ASSUMED_MS = 3_600_000
"""How long a job without a limit is taken to run, when its organization is charged for it."""
URGENT_MS = 3_600_000
"""So long before it would be too late to start, a job with a deadline goes ahead."""
NEVER = 1 << 62


def fade(used: float, age_ms: float) -> float:
    """What use of that age still counts."""
    return float(used * 0.5 ** (age_ms / HALF_LIFE_MS))


def order_jobs(snapshot: Snapshot) -> list[QueuedJob]:
    """All jobs in the order in which they would be looked at if none could be placed."""
    return list(FairQueue(snapshot))


class FairQueue:
    """Iterates over the jobs; charging an organization meanwhile moves it back."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._limits = snapshot.limits
        self._used = {key: float(used) for key, used in snapshot.usage.items()}
        self._standings: dict[str, tuple[int, float]] = {}
        """Organization → what is compared first: its priority, then its use for its weight."""
        queues: dict[str, list[QueuedJob]] = defaultdict(list)
        for job in snapshot.jobs:
            queues[job.organization_id].append(job)
        now_ms = snapshot.now_ms
        for organization_id, jobs in queues.items():
            jobs.sort(key=lambda job: _own_order(job, now_ms), reverse=True)
            self._rank(organization_id)
        self._queues = queues
        if snapshot.kept:
            self._put_first(snapshot)
        self._heap = [self._entry(organization_id) for organization_id in queues]
        heapq.heapify(self._heap)

    def __iter__(self) -> Iterator[QueuedJob]:
        while self._heap:
            organization_id = self._heap[0][-1]
            jobs = self._queues[organization_id]
            job = jobs.pop()
            yield job
            if jobs:
                heapq.heapreplace(self._heap, self._entry(organization_id))
            else:
                heapq.heappop(self._heap)

    def charge(self, job: QueuedJob) -> None:
        """The job got chips: count what it will use as used."""
        duration_ms = job.demand.limit_ms or ASSUMED_MS
        used = job.demand.chips * duration_ms * job.demand.percent / 100
        self._used[job.organization_id] = self._used.get(job.organization_id, 0.0) + used
        self._rank(job.organization_id)

    def _put_first(self, snapshot: Snapshot) -> None:
        """Jobs that chips are kept for become queues of their own, before all of equal rank.

        Without it, use that changes from pass to pass would put another first each time, and
        chips that large jobs waited for would be given away just before they suffice.
        """
        jobs = {job.id: job for job in snapshot.jobs}
        line = [jobs[each] for each in snapshot.kept if each in jobs]
        for place, job in enumerate(line):
            own = self._queues[job.organization_id]
            first = _own_order(own[-1], snapshot.now_ms)
            if first[:2] < _own_order(job, snapshot.now_ms)[:2]:
                continue  # its own organization would rather have another
            own.remove(job)
            rank, _ = self._standings[job.organization_id]
            self._queues[job.id] = [job]
            self._standings[job.id] = rank, float(place - len(line))
            if not own:
                del self._queues[job.organization_id]

    def _rank(self, organization_id: str) -> None:
        limits = self._limits.get(organization_id)
        rank, weight = (0, 1.0) if limits is None else (-limits.priority, limits.weight)
        self._standings[organization_id] = rank, self._used.get(organization_id, 0.0) / weight

    def _entry(self, organization_id: str) -> tuple[tuple[int, float], int, str, str]:
        first = self._queues[organization_id][-1]
        return self._standings[organization_id], first.queued_ms, first.id, organization_id


def _own_order(job: QueuedJob, now_ms: int) -> tuple[int, int, int, str]:
    latest_start_ms = NEVER
    if job.deadline_ms is not None:
        latest_start_ms = job.deadline_ms - (job.demand.limit_ms or ASSUMED_MS)
        if latest_start_ms - now_ms > URGENT_MS:
            latest_start_ms = NEVER
    length_ms = job.demand.limit_ms or ASSUMED_MS
    return (-job.priority, latest_start_ms, job.queued_ms + length_ms, job.id)
