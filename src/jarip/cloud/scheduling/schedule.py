"""The scheduler: a pure function from what is to what shall be.

A pass takes n log n for ordering n jobs; after that a job costs the same however large the pool
is, because jobs with equal demands share the answer once one of them does not fit.
"""

from __future__ import annotations

import datetime
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from jarip.cloud.scheduling.allocate import allocate
from jarip.cloud.scheduling.backfill import NEVER, Foresight, keep_for_head
from jarip.cloud.scheduling.decisions import Decisions, Placement, Preemption, Waiting, Why
from jarip.cloud.scheduling.order import FairQueue, Line
from jarip.cloud.scheduling.pool import FreePool
from jarip.cloud.scheduling.preempt import choose_victims
from jarip.cloud.scheduling.quotas import QuotaBook
from jarip.cloud.scheduling.select import Choice, Offer, check_pool, list_offers
from jarip.cloud.scheduling.snapshot import Demand, OrganizationLimits, QueuedJob, Snapshot
from jarip.cloud.scheduling.validate import (
    NO_PLAN,
    check_concurrency,
    check_demand,
    check_prices,
    check_terms,
    matches,
)
from jarip.cloud.scheduling.windows import claim_nodes, describe_windows

HEADS = 4
"""For so many jobs that only lack chips some are kept. With one alone, large jobs of several
organizations would take turns at being the first, and each time lose what was kept."""
BEHIND = Waiting(Why.CHIPS_BUSY, "all chips that fit are busy or kept for jobs ahead of it")


def schedule(snapshot: Snapshot) -> Decisions:
    """Place every job that may start now; say of every other why it waits.

    The first job in order that only lacks free chips has chips kept for it, so jobs behind it use
    what it can't and never delay it.
    """
    with _without_collections():
        return _Pass(snapshot).run()


@dataclass(slots=True, eq=False)
class _Plan:
    """What organizations with equal plans have in common."""

    limits: OrganizationLimits | None
    answers: dict[Demand, Choice | Waiting] = field(default_factory=dict)
    """Where a demand can be met, or why none of these organizations gets it in this pass."""


@dataclass(slots=True, eq=False)
class _Asker:
    """Whose jobs with equal demands fare alike: an organization, or a project of one."""

    plan: _Plan
    has_quota: bool
    refused: dict[Demand, Waiting] = field(default_factory=dict)
    """What stays true until the pass ends, of this one alone: resources only shrink during it."""
    full: Waiting | None = None
    """Its organization runs as many jobs as it may: nothing more of it starts in this pass."""

    def known(self, demand: Demand) -> Choice | Waiting | None:
        """What is known of a demand: a Waiting is told to every further job that has it."""
        if self.full is not None:
            return self.full
        answer = self.plan.answers.get(demand)
        if self.refused and isinstance(answer, Choice):
            return self.refused.get(demand, answer)
        return answer

    def refuse(self, demand: Demand, waiting: Waiting) -> Waiting:
        self.refused[demand] = waiting
        return waiting


class _Pass:
    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.pool = FreePool(snapshot.chips, claim_nodes(snapshot))
        self.queue = FairQueue(snapshot)
        self.running = dict(snapshot.running)
        self.quotas = QuotaBook(snapshot)
        self.askers: dict[str, _Asker] = {}
        self.plans: dict[object, _Plan] = {}
        self.kinds = {chip.id: chip.kind for chip in snapshot.chips} if snapshot.quotas else {}
        self.waiting: dict[str, Waiting] = {}
        self.placements: list[Placement] = []
        self.ends: list[tuple[Placement, int]] = []
        self.head: QueuedJob | None = None
        self.kept: list[str] = []
        self.foresight: Foresight | None = None
        self.preemptions: list[Preemption] = []

    def run(self) -> Decisions:
        for line in self.queue:
            job = line.jobs.pop()
            asker = self._find_asker(line, job)
            outcome = self._decide(asker, job)
            if isinstance(outcome, Placement):
                self._note(line, job, outcome)
            else:
                self.waiting[job.id] = outcome
                self._pass_over(line)
        return Decisions(
            tuple(self.placements), self.waiting, tuple(self.preemptions), tuple(self.kept)
        )

    def _pass_over(self, line: Line) -> None:
        """Who fares like a job that was refused is told the same without waiting for its turn:
        whatever happens until then, it stays true."""
        jobs = line.jobs
        while jobs:
            job = jobs[-1]
            known = self._find_asker(line, job).known(job.demand)
            if not isinstance(known, Waiting):
                return
            self.waiting[job.id] = known
            jobs.pop()

    def _note(self, line: Line, job: QueuedJob, placement: Placement) -> None:
        self.placements.append(placement)
        self.queue.charge(line, job.demand)
        organization_id = line.organization_id
        self.running[organization_id] = self.running.get(organization_id, 0) + 1
        if len(self.kept) < HEADS:
            limit_ms = job.demand.limit_ms
            end_ms = NEVER if limit_ms is None else self.snapshot.now_ms + limit_ms
            self.ends.append((placement, end_ms))

    def _decide(self, asker: _Asker, job: QueuedJob) -> Placement | Waiting:
        demand, plan = job.demand, asker.plan
        choice = asker.known(demand)
        if choice is None:
            choice = plan.answers[demand] = self._answer(plan.limits, job)
        if isinstance(choice, Waiting):
            return choice
        asker.full = check_concurrency(plan.limits, self.running.get(job.organization_id, 0))
        if asker.full is not None:
            return asker.full
        if asker.has_quota:
            choice = Choice(self.quotas.open_offers(choice.offers, job))
            if not choice.offers:
                return asker.refuse(demand, self.quotas.refusal(job))
        placement = allocate(choice, job)
        if placement is None:
            return self._wait_for_chips(asker, job, choice.offers)
        if asker.has_quota:
            self.quotas.note(job, self.kinds[placement.chip_ids[0]])
        return placement

    def _answer(self, limits: OrganizationLimits | None, job: QueuedJob) -> Choice | Waiting:
        """Where the job can run as far as its plan and the pool are concerned, or why nowhere."""
        demand = job.demand
        refusal = check_demand(demand) or check_terms(limits, demand)
        if refusal is not None or limits is None:
            return refusal or NO_PLAN
        refusal = check_prices(limits.micros_per_hour, demand)
        if refusal is not None:
            return refusal
        choice = Choice(self._list_offers(job))
        impossible = check_pool(self.pool, choice.offers, demand)
        return choice if impossible is None else self._say_windows(job, impossible)

    def _wait_for_chips(self, asker: _Asker, job: QueuedJob, offers: list[Offer]) -> Waiting:
        if self.head is None:
            asker.refuse(job.demand, BEHIND)
            return self._wait_first(job, offers)
        if len(self.kept) < HEADS:
            asker.refuse(job.demand, BEHIND)
            self._keep(job, offers)
        elif asker.has_quota:  # others with this plan may use kinds that this one's quota forbids
            asker.refuse(job.demand, BEHIND)
        else:
            asker.plan.answers[job.demand] = BEHIND
        return BEHIND

    def _find_asker(self, line: Line, job: QueuedJob) -> _Asker:
        """Projects fare alike unless one may have a quota of its own."""
        organization_id = line.organization_id
        asker = self.askers.get(organization_id)
        if asker is None:
            plan = self._find_plan(organization_id)
            asker = _Asker(plan, self.quotas.covers(organization_id))
            self.askers[organization_id] = asker
        return self._find_project(asker, job) if asker.has_quota else asker

    def _find_project(self, organization: _Asker, job: QueuedJob) -> _Asker:
        name = f"{job.organization_id}/{job.project_id}"
        asker = self.askers.get(name)
        if asker is None:
            asker = self.askers[name] = _Asker(organization.plan, has_quota=True)
        return asker

    def _find_plan(self, organization_id: str) -> _Plan:
        """Organizations with equal plans fare alike, unless something is reserved."""
        limits = self.snapshot.limits.get(organization_id)
        key: object = organization_id
        if limits is None:
            key = None
        elif not self.snapshot.windows:
            prices = frozenset(limits.micros_per_hour.items())
            key = prices, limits.concurrent_jobs, limits.chips_per_job, limits.blocked
        return self.plans.setdefault(key, _Plan(limits))

    def _list_offers(self, job: QueuedJob) -> list[Offer]:
        limits = self.snapshot.limits[job.organization_id]
        return list_offers(
            self.pool,
            limits.micros_per_hour,
            job.demand,
            self.snapshot.speeds,
            job.organization_id,
            self.snapshot.now_ms,
        )

    def _say_windows(self, job: QueuedJob, waiting: Waiting) -> Waiting:
        """A refusal that may be because of windows, with which ones."""
        if waiting.why not in (Why.SPOKEN_FOR, Why.TOO_FEW_CHIPS):
            return waiting
        kinds = [each.kind for each in self.pool.classes() if matches(each.kind, job.demand.kinds)]
        told = describe_windows(self.snapshot, job.organization_id, kinds)
        return Waiting(waiting.why, "; ".join((waiting.text, *told[:2])))

    def _wait_first(self, job: QueuedJob, offers: list[Offer]) -> Waiting:
        """It becomes the first in line."""
        self.head = job
        fitting = {each for offer in offers for each in offer.classes}
        self.preemptions = choose_victims(self.snapshot, self.pool, fitting, job)
        promise = self._keep(job, offers)
        text = "next in line: the first chips that fit are kept for it"
        if promise is not None:
            text += f", at {_time_of(promise)} at the latest"
        return Waiting(Why.CHIPS_BUSY, text, promise)

    def _keep(self, job: QueuedJob, offers: list[Offer]) -> int | None:
        """Keep chips for a job; its promise if that can be foreseen."""
        self.kept.append(job.id)
        if self.foresight is None:
            self.foresight = Foresight(self.snapshot)
        for placement, end_ms in self.ends:
            self.foresight.note(placement.chip_ids, end_ms)
        self.ends.clear()
        promise = keep_for_head(self.pool, offers, job, self.foresight)
        for plan in self.plans.values():  # what was kept is a class of its own now
            plan.answers = {
                each: answer for each, answer in plan.answers.items() if isinstance(answer, Waiting)
            }
        return promise


@contextmanager
def _without_collections() -> Iterator[None]:
    """A pass makes many objects and no circles: looking for some takes a sixth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _time_of(at_ms: int) -> str:
    moment = datetime.datetime.fromtimestamp(at_ms / 1000, datetime.UTC)
    return f"{moment:%H:%M} UTC" if at_ms < 1 << 47 else "a time far off"
