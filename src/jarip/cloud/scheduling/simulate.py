"""Replaying a trace through the real scheduler, and what became of waits, fairness and money."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jarip.cloud.scheduling.decisions import Placement
from jarip.cloud.scheduling.order import fade
from jarip.cloud.scheduling.schedule import schedule
from jarip.cloud.scheduling.snapshot import (
    Demand,
    OrganizationLimits,
    PoolChip,
    QueuedJob,
    RunningJob,
    Snapshot,
)
from jarip.cloud.scheduling.traces import TracedJob

Policy = Callable[[Snapshot], Snapshot]


def _first_come(snapshot: Snapshot) -> Snapshot:
    """As if all jobs were one organization's, and how long they may run were no matter."""
    one = "all"
    jobs = tuple(
        replace(job, organization_id=one, priority=-job.queued_ms) for job in snapshot.jobs
    )
    limits = {one: next(iter(snapshot.limits.values()))}
    return replace(snapshot, jobs=jobs, limits=limits, usage={})


def _no_backfill(snapshot: Snapshot) -> Snapshot:
    """Nobody's end is known, so nothing that is kept for the first in line is lent out."""
    jobs = tuple(replace(job, demand=replace(job.demand, limit_ms=None)) for job in snapshot.jobs)
    return replace(snapshot, jobs=jobs)


POLICIES: dict[str, Policy] = {
    "ours": lambda snapshot: snapshot,
    "first come": _first_come,
    "no backfill": _no_backfill,
    "cheapest hour": lambda snapshot: replace(snapshot, speeds={}),
    "spread": lambda snapshot: replace(
        snapshot,
        jobs=tuple(replace(job, demand=replace(job.demand, spread=True)) for job in snapshot.jobs),
    ),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One policy on one trace."""

    policy: str
    jobs: int
    mean_wait_s: float
    p50_wait_s: float
    p95_wait_s: float
    light_wait_s: float
    """Mean, of organizations that want less than an equal part of all work."""
    fairness: float
    """Jain's index of organizations' mean slowdowns: 1 if all fare alike."""
    utilisation: float
    """Of all chip time until the last end."""
    micros_per_work_hour: float
    """What an hour of work on a chip of speed 1 cost."""


@dataclass(slots=True)
class _World:
    chips: dict[str, PoolChip]
    kinds: dict[str, str]
    free: dict[str, int]
    """Chip → free percent."""
    ends: list[tuple[int, str]] = field(default_factory=list)
    running: dict[str, RunningJob] = field(default_factory=dict)
    placed: dict[str, Placement] = field(default_factory=dict)
    usage: dict[str, float] = field(default_factory=dict)
    usage_ms: int = 0
    kept: tuple[str, ...] = ()


def simulate(
    trace: Sequence[TracedJob],
    pool: Sequence[PoolChip],
    prices: Mapping[str, int],
    speeds: Mapping[str, float],
    policy: str = "ours",
    *,
    tick_ms: int = 30_000,
) -> Outcome:
    """Replay; the scheduler runs once in each tick in which something changed.

    Jobs that the pool could never run are left out of the figures.
    """
    world = _World(
        {chip.id: chip for chip in pool},
        {chip.id: chip.kind for chip in pool},
        {chip.id: 100 for chip in pool},
    )
    limits = {
        each.organization_id: OrganizationLimits(None, None, 0, dict(prices)) for each in trace
    }
    by_id = {job.id: job for job in trace}
    queued: dict[str, QueuedJob] = {}
    starts: dict[str, int] = {}
    finish: dict[str, int] = {}
    cost, busy_ms, arriving, now_ms = 0.0, 0.0, 0, 0
    while arriving < len(trace) or world.ends:
        nexts = [world.ends[0][0]] if world.ends else []
        if arriving < len(trace):
            nexts.append(trace[arriving].at_ms)
        now_ms = max(now_ms, -(-min(nexts) // tick_ms) * tick_ms)
        while world.ends and world.ends[0][0] <= now_ms:
            _end(world, by_id, heapq.heappop(world.ends)[1])
        while arriving < len(trace) and trace[arriving].at_ms <= now_ms:
            queued[trace[arriving].id] = _as_queued(trace[arriving])
            arriving += 1
        if not queued:
            continue
        snapshot = _snapshot(world, queued, limits, {"": speeds}, now_ms)
        decisions = schedule(POLICIES[policy](snapshot))
        world.kept = decisions.kept
        for placement in decisions.placements:
            job = by_id[placement.job_id]
            speed = speeds[world.kinds[placement.chip_ids[0]]]
            took_ms = max(1, int(job.work_ms / speed))
            _begin(world, job, placement, now_ms, took_ms)
            starts[job.id], finish[job.id] = now_ms, now_ms + took_ms
            chip_ms = took_ms * len(placement.chip_ids) * placement.percent / 100
            busy_ms += chip_ms
            cost += chip_ms / 3_600_000 * prices[world.kinds[placement.chip_ids[0]]]
            del queued[job.id]
    return _judge(policy, by_id, starts, finish, busy_ms, cost, len(pool))


def _as_queued(job: TracedJob) -> QueuedJob:
    demand = Demand(job.chips, nodes=job.nodes, percent=job.percent, limit_ms=_round(job.limit_ms))
    return QueuedJob(job.id, job.organization_id, demand, 0, job.at_ms)


def _round(limit_ms: int) -> int:
    step = 1 << max(0, limit_ms.bit_length() - 3)
    return -(-limit_ms // step) * step


def _snapshot(
    world: _World,
    queued: Mapping[str, QueuedJob],
    limits: Mapping[str, OrganizationLimits],
    speeds: Mapping[str, Mapping[str, float]],
    now_ms: int,
) -> Snapshot:
    age_ms, world.usage_ms = now_ms - world.usage_ms, now_ms
    world.usage = {name: fade(used, age_ms) for name, used in world.usage.items()}
    chips = tuple(
        chip
        if (free := world.free[chip.id]) == 100
        else replace(chip, is_free=False, free_percent=free, free_memory_bytes=chip.memory_bytes)
        for chip in world.chips.values()
    )
    return Snapshot(
        tuple(queued.values()),
        chips,
        limits,
        running_jobs=tuple(world.running.values()),
        now_ms=now_ms,
        usage=dict(world.usage),
        speeds=speeds,
        kept=world.kept,
    )


def _begin(world: _World, job: TracedJob, placement: Placement, now_ms: int, took_ms: int) -> None:
    for chip_id in placement.chip_ids:
        world.free[chip_id] -= placement.percent
        assert world.free[chip_id] >= 0, f"{chip_id} is given away twice"
    heapq.heappush(world.ends, (now_ms + took_ms, job.id))
    world.placed[job.id] = placement
    world.running[job.id] = RunningJob(
        job.id,
        job.organization_id,
        0,
        placement.chip_ids,
        now_ms,
        False,
        False,
        now_ms + max(took_ms, job.limit_ms),
    )
    used = took_ms * len(placement.chip_ids) * placement.percent / 100
    world.usage[job.organization_id] = world.usage.get(job.organization_id, 0.0) + used


def _end(world: _World, by_id: Mapping[str, TracedJob], job_id: str) -> None:
    placement = world.placed.pop(job_id)
    del world.running[job_id]
    for chip_id in placement.chip_ids:
        world.free[chip_id] += placement.percent


def _judge(
    policy: str,
    by_id: Mapping[str, TracedJob],
    starts: Mapping[str, int],
    finish: Mapping[str, int],
    busy_ms: float,
    cost: float,
    chips: int,
) -> Outcome:
    waits = sorted((starts[key] - by_id[key].at_ms) / 1000 for key in starts)
    slowdowns: dict[str, list[float]] = defaultdict(list)
    work: dict[str, float] = defaultdict(float)
    for key in starts:
        job = by_id[key]
        ran_ms = finish[key] - starts[key]
        # Bounded slowdown: a job of seconds is not worse off than one of ten seconds.
        slowdowns[job.organization_id].append((finish[key] - job.at_ms) / max(ran_ms, 10_000))
        work[job.organization_id] += job.work_ms * job.chips * job.nodes * job.percent / 100
    work_ms = sum(work.values())
    light = {name for name, own in work.items() if own * len(work) < work_ms}
    light_waits = [
        (starts[key] - by_id[key].at_ms) / 1000
        for key in starts
        if by_id[key].organization_id in light
    ]
    means = [sum(each) / len(each) for each in slowdowns.values()]
    span_ms = max(finish.values(), default=1) - min(
        (job.at_ms for job in by_id.values()), default=0
    )
    return Outcome(
        policy,
        len(starts),
        sum(waits) / max(1, len(waits)),
        waits[len(waits) // 2] if waits else 0.0,
        waits[int(len(waits) * 0.95)] if waits else 0.0,
        sum(light_waits) / max(1, len(light_waits)),
        sum(means) ** 2 / (len(means) * sum(mean**2 for mean in means)) if means else 1.0,
        busy_ms / max(1, span_ms * chips),
        cost / max(1e-9, work_ms / 3_600_000),
    )
