"""What the scheduler compared for one job, and what would start it sooner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jarip.cloud.scheduling.decisions import count_text
from jarip.cloud.scheduling.notes import list_notes
from jarip.cloud.scheduling.pool import ChipClass, FreePool
from jarip.cloud.scheduling.schedule import schedule
from jarip.cloud.scheduling.select import list_offers
from jarip.cloud.scheduling.snapshot import WHOLE, Demand, QueuedJob, Snapshot
from jarip.cloud.scheduling.validate import matches
from jarip.cloud.scheduling.windows import claim_nodes

UNMEASURED = 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """One kind of chip, seen by one job."""

    kind: str
    memory_bytes: int
    free: int
    """Free now and open to this job."""
    total: int
    micros_per_hour: int | None
    """None if the plan has no price for it."""
    share_of_best: float | None
    """Its measured speed for this work against the fastest kind's; None if it wasn't measured."""
    cost_share: float | None
    """What the work costs on it against the cheapest fitting kind; None if that isn't known."""
    refusal: str
    """Why it doesn't do, or ""."""


@dataclass(frozen=True, slots=True)
class Explanation:
    job_id: str
    verdict: str
    starts_now: bool
    promised_ms: int | None
    measured_with: str
    """`this work`, `the benchmark` or "" for nothing."""
    comparisons: tuple[Comparison, ...]
    suggestions: tuple[str, ...]
    notes: tuple[str, ...]
    """What operators' rules mean for it: windows, quotas, fair share."""
    headline: str
    """Such as: ascend-910b does 80 % of what nvidia-h100 does for this work; or ""."""


def explain(snapshot: Snapshot, job_id: str) -> Explanation:
    """KeyError if the job isn't in the snapshot's queue."""
    job = {each.id: each for each in snapshot.jobs}[job_id]
    decisions = schedule(snapshot)
    placement = next((each for each in decisions.placements if each.job_id == job_id), None)
    waiting = decisions.waiting.get(job_id)
    speeds, measured_with = _speeds(snapshot, job)
    comparisons = _compare(snapshot, job, speeds)
    return Explanation(
        job_id,
        placement.text if placement else waiting.text if waiting else "",
        placement is not None,
        waiting.promised_ms if waiting else None,
        measured_with,
        comparisons,
        () if placement else tuple(_suggest(snapshot, job)),
        list_notes(snapshot, job),
        _headline(comparisons, measured_with),
    )


def _speeds(snapshot: Snapshot, job: QueuedJob) -> tuple[dict[str, float], str]:
    own = dict(snapshot.speeds.get(job.demand.work, {})) if job.demand.work else {}
    if len(own) > 1:
        return own, "this work"
    general = dict(snapshot.speeds.get("", {}))
    return (general, "the benchmark") if general else ({}, "")


def _compare(
    snapshot: Snapshot, job: QueuedJob, speeds: dict[str, float]
) -> tuple[Comparison, ...]:
    pool = FreePool(snapshot.chips, claim_nodes(snapshot))
    limits = snapshot.limits.get(job.organization_id)
    prices = dict(limits.micros_per_hour) if limits else {}
    fitting = {
        chip_class
        for offer in list_offers(
            pool,
            prices,
            job.demand,
            snapshot.speeds,
            job.organization_id,
            snapshot.now_ms,
        )
        for chip_class in offer.classes
    }
    counts: dict[tuple[str, int], list[int]] = {}
    for each, part in pool.parts_of(set(pool.classes())):
        count = counts.setdefault((each.kind, each.memory_bytes), [0, 0])
        is_open = each.is_open_to(job.organization_id, job.demand.limit_ms, snapshot.now_ms)
        count[0] += len(part.free) if is_open else 0
        count[1] += len(part.chips)
    best = max(speeds.values(), default=0.0)
    costs = {
        each.kind: prices[each.kind] / speeds[each.kind]
        for each in fitting
        if speeds.get(each.kind)
    }
    cheapest = min((cost for cost in costs.values() if cost > 0), default=None)
    return tuple(
        Comparison(
            kind,
            memory,
            free,
            total,
            prices.get(kind),
            speeds[kind] / best if best and kind in speeds else None,
            costs[kind] / cheapest if cheapest and kind in costs else None,
            _refusal(job.demand, kind, memory, prices, fitting, pool),
        )
        for (kind, memory), (free, total) in sorted(counts.items())
    )


def _refusal(
    demand: Demand,
    kind: str,
    memory: int,
    prices: dict[str, int],
    fitting: set[ChipClass],
    pool: FreePool,
) -> str:
    if any(each.kind == kind and each.memory_bytes == memory for each in fitting):
        return ""
    if not matches(kind, demand.kinds):
        return "not among the kinds asked for"
    if kind not in prices:
        return "not in the plan"
    if memory < demand.min_memory_bytes:
        return "too little memory"
    if demand.max_micros_per_hour is not None and prices[kind] > demand.max_micros_per_hour:
        return "dearer than max_price_per_hour"
    if not any(each.kind == kind and demand.is_held_to(each.part_hold) for each in pool.classes()):
        return "can't be isolated in part: ask for a whole one, or for isolation L0"
    return "spoken for, or not isolated enough"


def _suggest(snapshot: Snapshot, job: QueuedJob) -> Iterator[str]:
    """Each wish that, given up alone, would start the job now."""
    for text, changed in _relaxations(job):
        others = tuple(changed if each.id == job.id else each for each in snapshot.jobs)
        decisions = schedule(replace(snapshot, jobs=others))
        found = next((each for each in decisions.placements if each.job_id == job.id), None)
        if found is not None:
            yield f"{text}: it would start now, {found.text}"


def _relaxations(job: QueuedJob) -> Iterator[tuple[str, QueuedJob]]:
    demand = job.demand
    if demand.kinds:
        yield "accept any kind of chip", _with(job, kinds=frozenset())
    if demand.max_micros_per_hour is not None:
        yield "drop max_price_per_hour", _with(job, max_micros_per_hour=None)
    if demand.min_memory_bytes:
        yield "ask for half the memory", _with(job, min_memory_bytes=demand.min_memory_bytes // 2)
    if demand.count > 1:
        yield (
            f"ask for {count_text(demand.count // 2, 'chip')}",
            _with(job, count=demand.count // 2),
        )
    if demand.nodes > 1:
        yield f"ask for {count_text(demand.nodes - 1, 'node')}", _with(job, nodes=demand.nodes - 1)
    if demand.percent < WHOLE:
        yield "ask for a whole chip", _with(job, percent=WHOLE)
    if demand.limit_ms is None:
        yield "give it a timeout of an hour", _with(job, limit_ms=3_600_000)
    if demand.isolation:
        yield "accept less isolation", _with(job, isolation=0)
    yield "raise its priority above your other jobs'", replace(job, priority=101)


def _with(job: QueuedJob, **changes: object) -> QueuedJob:
    return replace(job, demand=replace(job.demand, **changes))  # type: ignore[arg-type]


def _headline(comparisons: tuple[Comparison, ...], measured_with: str) -> str:
    known = [each for each in comparisons if each.share_of_best is not None]
    kinds = {each.kind: each.share_of_best or 0.0 for each in known}
    if len(kinds) < 2:
        return ""
    ordered = sorted(kinds, key=lambda kind: -kinds[kind])
    best, second = ordered[0], ordered[1]
    cheapest = min(known, key=lambda each: each.cost_share or 1e18).kind
    other = cheapest if cheapest != best else second
    what = "your job" if measured_with == "this work" else "the benchmark"
    return f"{other} does {kinds[other]:.0%} of {best}'s work for {what}".replace("%", " %")
