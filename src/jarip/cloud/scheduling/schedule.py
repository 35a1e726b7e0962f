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
from jarip.cloud.scheduling.order import FairQueue
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


@dataclass(slots=True)
class _Asker:
    """Whose jobs with equal demands fare alike: an organization, or a project of one."""

    limits: OrganizationLimits | None
    has_quota: bool
    refused: dict[Demand, Waiting] = field(default_factory=dict)
    """What stays true until the pass ends: resources only shrink during it."""
    choices: dict[Demand, Choice] = field(default_factory=dict)
    """Of demands that the plan allows and the pool could run; shared by those who fare alike."""

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
        self.choices: dict[tuple[str, int, Demand], Choice] = {}
        self.unaffordable: dict[tuple[int, Demand], Waiting | None] = {}
        self.has_windows = bool(snapshot.windows)
        self.kinds = {chip.id: chip.kind for chip in snapshot.chips} if snapshot.quotas else {}
        self.full: dict[str, Waiting] = {}
        self.placements: list[Placement] = []
        self.ends: list[tuple[Placement, int]] = []
        self.head: QueuedJob | None = None
        self.kept: list[str] = []
        self.foresight: Foresight | None = None
        self.preemptions: list[Preemption] = []

    def run(self) -> Decisions:
        waiting: dict[str, Waiting] = {}
        for job in self.queue:
            outcome = self._decide(job)
            if isinstance(outcome, Placement):
                self._note(job, outcome)
            else:
                waiting[job.id] = outcome
        return Decisions(tuple(self.placements), waiting, tuple(self.preemptions), tuple(self.kept))

    def _note(self, job: QueuedJob, placement: Placement) -> None:
        self.placements.append(placement)
        self.queue.charge(job)
        organization_id, limit_ms = job.organization_id, job.demand.limit_ms
        self.running[organization_id] = self.running.get(organization_id, 0) + 1
        if len(self.kept) < HEADS:
            end_ms = NEVER if limit_ms is None else self.snapshot.now_ms + limit_ms
            self.ends.append((placement, end_ms))

    def _decide(self, job: QueuedJob) -> Placement | Waiting:
        organization_id, demand = job.organization_id, job.demand
        asker = self.askers.get(organization_id) or self._find_asker(job)
        known = asker.refused.get(demand) or self.full.get(organization_id)
        if known is not None:
            return known
        choice = asker.choices.get(demand)
        refusal = None if choice is not None else self._check_plan(asker.limits, demand)
        if refusal is not None or asker.limits is None:
            return asker.refuse(demand, refusal or NO_PLAN)
        full = check_concurrency(asker.limits, self.running.get(organization_id, 0))
        if full is not None:
            self.full[organization_id] = full
            return full
        if choice is None:
            choice = asker.choices[demand] = self._find_choice(job, asker.limits)
            impossible = check_pool(self.pool, choice.offers, demand)
            if impossible is not None:
                return asker.refuse(demand, self._say_windows(job, impossible))
        if asker.has_quota:
            choice = Choice(self.quotas.open_offers(choice.offers, job))
            if not choice.offers:
                return asker.refuse(demand, self.quotas.refusal(job))
        placement = allocate(choice, job)
        if placement is not None:
            if asker.has_quota:
                self.quotas.note(job, self.kinds[placement.chip_ids[0]])
            return placement
        asker.refuse(demand, BEHIND)
        if self.head is None:
            return self._wait_first(job, choice.offers)
        if len(self.kept) < HEADS:
            self._keep(job, choice.offers)
        return BEHIND

    def _find_asker(self, job: QueuedJob) -> _Asker:
        """Projects fare alike unless one may have a quota of its own."""
        organization_id = job.organization_id
        has_quota = self.quotas.covers(organization_id)
        name = f"{organization_id}/{job.project_id}" if has_quota else organization_id
        asker = self.askers.get(name)
        if asker is None:
            limits = self.snapshot.limits.get(organization_id)
            asker = self.askers[name] = _Asker(limits, has_quota)
        return asker

    def _check_plan(self, limits: OrganizationLimits | None, demand: Demand) -> Waiting | None:
        """Why the demand makes no sense, or the plan forbids it; or None."""
        refusal = check_demand(demand) or check_terms(limits, demand)
        if refusal is not None or limits is None:
            return refusal
        key = (id(limits.micros_per_hour), demand)
        if key not in self.unaffordable:
            self.unaffordable[key] = check_prices(limits.micros_per_hour, demand)
        return self.unaffordable[key]

    def _find_choice(self, job: QueuedJob, limits: OrganizationLimits) -> Choice:
        """Organizations with the same prices fare alike, unless something is reserved."""
        whose = job.organization_id if self.has_windows else ""
        key = (whose, id(limits.micros_per_hour), job.demand)
        if key not in self.choices:
            self.choices[key] = Choice(self._list_offers(job))
        return self.choices[key]

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
        """A refusal because of windows, with which ones."""
        if waiting.why is not Why.SPOKEN_FOR:
            return waiting
        kinds = [each.kind for each in self.pool.classes() if matches(each.kind, job.demand.kinds)]
        told = describe_windows(self.snapshot, job.organization_id, kinds)
        return Waiting(waiting.why, "; ".join((waiting.text, *told[:2])))

    def _wait_first(self, job: QueuedJob, offers: list[Offer]) -> Waiting:
        """It becomes the first in line."""
        self.head = job
        fitting = {offer.chip_class for offer in offers}
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
        self.choices.clear()  # what was kept is a class of its own now
        for asker in self.askers.values():
            asker.choices.clear()
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
