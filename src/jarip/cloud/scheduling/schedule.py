"""The scheduler: a pure function from what is to what shall be.

A pass takes n log n for ordering n jobs; after that a job costs the same however large the pool
is, because jobs with equal demands share the answer once one of them does not fit.
"""

from __future__ import annotations

from jarip.cloud.scheduling.allocate import allocate, reserve
from jarip.cloud.scheduling.decisions import Decisions, Placement, Preemption, Waiting, Why
from jarip.cloud.scheduling.fitting import check_pool, fitting_classes
from jarip.cloud.scheduling.limits import check_concurrency, check_plan
from jarip.cloud.scheduling.order import order_jobs
from jarip.cloud.scheduling.pool import ChipClass, FreePool
from jarip.cloud.scheduling.preempt import choose_victims
from jarip.cloud.scheduling.snapshot import Demand, QueuedJob, Snapshot


def schedule(snapshot: Snapshot) -> Decisions:
    """Place every job that may start now; say of every other why it waits.

    The first job in order that only lacks free chips has chips kept for it, so jobs behind it use
    what it can't and never delay it.
    """
    return _Pass(snapshot).run()


class _Pass:
    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.pool = FreePool(snapshot.chips)
        self.running = dict(snapshot.running)
        self.refused: dict[tuple[str, Demand], Waiting] = {}
        """What stays true until the pass ends: resources only shrink during it."""
        self.fitting: dict[tuple[str, Demand], list[ChipClass]] = {}
        self.full: dict[str, Waiting] = {}
        self.head: QueuedJob | None = None
        self.preemptions: list[Preemption] = []

    def run(self) -> Decisions:
        placements: list[Placement] = []
        waiting: dict[str, Waiting] = {}
        for job in order_jobs(self.snapshot):
            outcome = self._decide(job)
            if isinstance(outcome, Placement):
                placements.append(outcome)
                running = self.running.get(job.organization_id, 0)
                self.running[job.organization_id] = running + 1
            else:
                waiting[job.id] = outcome
        return Decisions(tuple(placements), waiting, tuple(self.preemptions))

    def _decide(self, job: QueuedJob) -> Placement | Waiting:
        key = (job.organization_id, job.demand)
        known = self.refused.get(key) or self.full.get(job.organization_id)
        if known is not None:
            return known
        limits = self.snapshot.limits.get(job.organization_id)
        refusal = check_plan(limits, job.demand)
        if refusal is not None or limits is None:
            return self._refuse(key, refusal)
        full = check_concurrency(limits, self.running.get(job.organization_id, 0))
        if full is not None:
            self.full[job.organization_id] = full
            return full
        if key not in self.fitting:
            self.fitting[key] = fitting_classes(
                self.pool.classes(), limits.micros_per_hour, job.demand
            )
        fitting = self.fitting[key]
        impossible = check_pool(self.pool, fitting, job.demand)
        if impossible is not None:
            return self._refuse(key, impossible)
        placement = allocate(self.pool, fitting, job)
        return placement or self._refuse(key, self._wait_for_chips(job, fitting))

    def _wait_for_chips(self, job: QueuedJob, fitting: list[ChipClass]) -> Waiting:
        if self.head is None:
            self.head = job
            self.preemptions = choose_victims(self.snapshot, fitting, job)
            reserve(self.pool, fitting, job)
            return Waiting(Why.CHIPS_BUSY, "next in line: the first chips that fit are kept for it")
        return Waiting(Why.CHIPS_BUSY, "all chips that fit are busy or kept for jobs ahead of it")

    def _refuse(self, key: tuple[str, Demand], waiting: Waiting | None) -> Waiting:
        assert waiting is not None
        self.refused[key] = waiting
        return waiting
