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
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from jarip.cloud.scheduling.snapshot import Demand, QueuedJob, Snapshot

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
    return [line.jobs.pop() for line in FairQueue(snapshot)]


@dataclass(slots=True, eq=False)
class Line:
    """An organization's jobs, the first one last, and where it stands among the others."""

    organization_id: str
    jobs: list[QueuedJob]
    rank: int = 0
    """Of its plan's priority; the least goes first."""
    weight: float = 1.0
    used: float = 0.0

    def entry(self) -> tuple[int, float, int, str, Line]:
        """What lines are compared by; ids are unique."""
        first = self.jobs[-1]
        return self.rank, self.used / self.weight, first.queued_ms, first.id, self


class FairQueue:
    """Iterates over the lines whose turn it is: take the first job, or more, from the one you get.
    Charging an organization moves its line back."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._lines: dict[str, Line] = {}
        for job in snapshot.jobs:
            line = self._lines.get(job.organization_id)
            if line is None:
                line = self._lines[job.organization_id] = _open_line(snapshot, job)
            line.jobs.append(job)
        own_order = partial(_own_order, snapshot.now_ms)
        for line in self._lines.values():
            line.jobs.sort(key=own_order, reverse=True)
        lines = list(self._lines.values())
        if snapshot.kept:
            lines += self._put_first(snapshot)
        self._heap = [line.entry() for line in lines if line.jobs]
        heapq.heapify(self._heap)

    def __iter__(self) -> Iterator[Line]:
        while self._heap:
            line = self._heap[0][-1]
            yield line
            if line.jobs:
                heapq.heapreplace(self._heap, line.entry())
            else:
                heapq.heappop(self._heap)

    def charge(self, line: Line, demand: Demand) -> None:
        """A job of the line got chips: count what it will use as used."""
        duration_ms = demand.limit_ms or ASSUMED_MS
        self._lines[line.organization_id].used += demand.chips * duration_ms * demand.percent / 100

    def _put_first(self, snapshot: Snapshot) -> Iterator[Line]:
        """Jobs that chips are kept for become lines of their own, before all of equal rank.

        Without it, use that changes from pass to pass would put another first each time, and
        chips that large jobs waited for would be given away just before they suffice.
        """
        jobs = {job.id: job for job in snapshot.jobs}
        kept = [jobs[each] for each in snapshot.kept if each in jobs]
        for place, job in enumerate(kept):
            line = self._lines[job.organization_id]
            first = _own_order(snapshot.now_ms, line.jobs[-1])
            if first[:2] < _own_order(snapshot.now_ms, job)[:2]:
                continue  # its own organization would rather have another
            line.jobs.remove(job)
            yield Line(line.organization_id, [job], line.rank, used=float(place - len(kept)))


def _open_line(snapshot: Snapshot, job: QueuedJob) -> Line:
    organization_id = job.organization_id
    used = float(snapshot.usage.get(organization_id, 0.0))
    limits = snapshot.limits.get(organization_id)
    if limits is None:
        return Line(organization_id, [], used=used)
    return Line(organization_id, [], -limits.priority, limits.weight, used)


def _own_order(now_ms: int, job: QueuedJob) -> tuple[int, int, int, str]:
    length_ms = job.demand.limit_ms or ASSUMED_MS
    latest_start_ms = NEVER
    if job.deadline_ms is not None and job.deadline_ms - length_ms - now_ms <= URGENT_MS:
        latest_start_ms = job.deadline_ms - length_ms
    return (-job.priority, latest_start_ms, job.queued_ms + length_ms, job.id)
