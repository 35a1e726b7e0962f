"""What holds for every pool, queue and window: nothing twice, gangs whole, promises kept."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jarip.cloud.scheduling.decisions import Decisions, Placement
from jarip.cloud.scheduling.order import fade
from jarip.cloud.scheduling.schedule import schedule
from jarip.cloud.scheduling.snapshot import (
    Demand,
    OrganizationLimits,
    PoolChip,
    QueuedJob,
    Quota,
    RunningJob,
    Snapshot,
    Window,
)
from jarip.cloud.scheduling.windows import place_windows

GIB = 1 << 30
HOUR = 3_600_000
unhurried = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
PRICES = {"cpu": 100, "npu": 900}


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    part = draw(st.sampled_from([100, 100, 50, 30]))
    return Demand(
        count=1 if part < 100 else draw(st.integers(1, 3)),
        kinds=draw(st.frozensets(st.sampled_from(["cpu", "npu"]), max_size=1)),
        min_memory_bytes=draw(st.sampled_from([0, 4 * GIB, 12 * GIB])),
        nodes=1 if part < 100 else draw(st.sampled_from([1, 1, 2])),
        percent=part,
        spread=draw(st.booleans()),
        limit_ms=draw(st.sampled_from([None, HOUR, 3 * HOUR])),
    )


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    chips: list[PoolChip] = []
    running: list[RunningJob] = []
    for node in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["cpu", "npu"]))
        isolation = draw(st.sampled_from([0, 0, 1]))
        for number in range(draw(st.integers(1, 4))):
            state = draw(st.sampled_from(["free", "free", "busy", "part"]))
            memory = draw(st.sampled_from([16, 16, 20])) * GIB
            chip = PoolChip(
                f"n{node}/{number}",
                f"n{node}",
                kind,
                memory,
                state == "free",
                free_percent=50 if state == "part" else 0,
                free_memory_bytes=8 * GIB if state == "part" else 0,
                isolation=isolation,
                island=str(number // 2),
                rack=str(node // 2),
            )
            chips.append(chip)
            if state != "free":
                ends = draw(st.sampled_from([None, HOUR, 2 * HOUR]))
                running.append(RunningJob(f"r{chip.id}", "b", 0, (chip.id,), 0, False, False, ends))
    jobs = [
        QueuedJob(f"j{n}", draw(st.sampled_from("ab")), draw(demands()), 0, n)
        for n in range(draw(st.integers(0, 10)))
    ]
    limits = {
        name: OrganizationLimits(
            None,
            None,
            0,
            PRICES,
            weight=draw(st.sampled_from([1.0, 2.0])),
        )
        for name in "ab"
    }
    windows = tuple(
        Window(frozenset({"n0"}), draw(st.sampled_from([0, 2 * HOUR])), 9 * HOUR, organization)
        for organization in draw(st.lists(st.sampled_from(["", "a"]), max_size=1))
    ) or tuple(
        Window(frozenset(), 0, 9 * HOUR, "a", count=count)
        for count in draw(st.lists(st.integers(1, 3), max_size=1))
    )
    quotas = tuple(
        Quota(name, draw(st.sampled_from([1, 4])), kind=draw(st.sampled_from(["", "npu"])))
        for name in draw(st.sets(st.sampled_from("ab")))
    )
    return Snapshot(
        tuple(jobs), tuple(chips), limits, {}, tuple(running), 0, windows, quotas=quotas
    )


@unhurried
@given(snapshots())
def test_no_chip_is_oversubscribed(snapshot: Snapshot) -> None:
    chips = {chip.id: chip for chip in snapshot.chips}
    jobs = {job.id: job for job in snapshot.jobs}
    percent: Counter[str] = Counter()
    memory: Counter[str] = Counter()
    for placement in schedule(snapshot).placements:
        demand = jobs[placement.job_id].demand
        for chip_id in placement.chip_ids:
            percent[chip_id] += placement.percent
            memory[chip_id] += demand.min_memory_bytes if placement.percent < 100 else 0
    for chip_id, used in percent.items():
        chip = chips[chip_id]
        assert used <= (100 if chip.is_free else chip.free_percent)
        assert memory[chip_id] <= (chip.memory_bytes if chip.is_free else chip.free_memory_bytes)


@unhurried
@given(snapshots())
def test_a_gang_is_whole_or_not_at_all(snapshot: Snapshot) -> None:
    chips = {chip.id: chip for chip in snapshot.chips}
    jobs = {job.id: job for job in snapshot.jobs}
    for placement in schedule(snapshot).placements:
        demand = jobs[placement.job_id].demand
        per_node = Counter(chips[chip_id].node_id for chip_id in placement.chip_ids)
        assert len(placement.chip_ids) == len(set(placement.chip_ids)) == demand.chips
        assert per_node == dict.fromkeys(placement.nodes or (placement.node_id,), demand.count)
        assert len({chips[chip_id].kind for chip_id in placement.chip_ids}) == 1


@unhurried
@given(snapshots())
def test_the_first_in_line_is_never_delayed_by_those_behind(snapshot: Snapshot) -> None:
    """At the promised moment, everything that may still run leaves it enough."""
    decisions = schedule(snapshot)
    promised = [
        (name, waiting.promised_ms)
        for name, waiting in decisions.waiting.items()
        if waiting.promised_ms is not None
    ]
    assert len(promised) <= 1
    assume(promised)
    (name, at_ms), jobs = promised[0], {job.id: job for job in snapshot.jobs}

    assert _could_start(snapshot, decisions.placements, jobs, jobs[name], at_ms)


@unhurried
@given(snapshots(), st.randoms(use_true_random=False))
def test_a_promise_holds_from_pass_to_pass(snapshot: Snapshot, chance: random.Random) -> None:
    """Whatever is used, ends or arrives meanwhile: until the first in line starts. Only its own
    organization's quota, which others of its jobs may fill, comes before the promise."""
    snapshot = replace(snapshot, quotas=())
    decisions = schedule(snapshot)
    promised = [name for name, each in decisions.waiting.items() if each.promised_ms is not None]
    assume(promised)
    (name,), at_ms = promised, decisions.waiting[promised[0]].promised_ms
    for turn in range(1, 4):
        snapshot = _go_on(snapshot, decisions, chance, turn)
        decisions = schedule(snapshot)
        if name not in decisions.waiting:
            return
        told_ms = decisions.waiting[name].promised_ms
        assert told_ms is not None
        assert at_ms is not None
        assert told_ms <= at_ms, "it was told to start sooner"
        at_ms = told_ms


def _go_on(snapshot: Snapshot, decisions: Decisions, chance: random.Random, turn: int) -> Snapshot:
    """Ten minutes later: jobs began, some ended, others came, and use is another."""
    jobs = {job.id: job for job in snapshot.jobs}
    now_ms = snapshot.now_ms + 600_000
    running = list(snapshot.running_jobs)
    left = {chip.id: chip for chip in snapshot.chips}
    for each in decisions.placements:
        job = jobs.pop(each.job_id)
        limit_ms = job.demand.limit_ms
        ends_ms = None if limit_ms is None else snapshot.now_ms + limit_ms
        running.append(
            RunningJob(job.id, job.organization_id, 0, each.chip_ids, 0, False, False, ends_ms)
        )
        for chip_id in each.chip_ids:
            left[chip_id] = replace(left[chip_id], is_free=False, free_percent=0)
    never = 1 << 62
    over = [each for each in running if (each.ends_by_ms or never) <= now_ms]
    for ended in over + [each for each in running if each not in over and chance.random() < 0.2]:
        running.remove(ended)
        others = {chip_id for each in running for chip_id in each.chips}
        for chip_id in set(ended.chips) - others:
            left[chip_id] = replace(left[chip_id], is_free=True)
    for number in range(chance.randrange(3)):
        demand = Demand(chance.randint(1, 3), limit_ms=chance.choice([None, 600_000, 9 * HOUR]))
        name = f"new{turn}.{number}"
        jobs[name] = QueuedJob(name, chance.choice("ab"), demand, 0, now_ms)
    return replace(
        snapshot,
        jobs=tuple(jobs.values()),
        chips=tuple(left.values()),
        running_jobs=tuple(running),
        now_ms=now_ms,
        usage={name: chance.random() * 1e9 for name in "ab"},
        kept=decisions.kept,
    )


def _could_start(
    snapshot: Snapshot,
    placements: tuple[Placement, ...],
    jobs: dict[str, QueuedJob],
    head: QueuedJob,
    at_ms: int,
) -> bool:
    never = 1 << 62
    held: set[str] = set()
    for running in snapshot.running_jobs:
        if (running.ends_by_ms or never) > at_ms:
            held |= set(running.chips)
    for placement in placements:
        if (jobs[placement.job_id].demand.limit_ms or never) > at_ms:
            held |= set(placement.chip_ids)
    left = Counter(
        (chip.kind, chip.node_id)
        for chip in snapshot.chips
        if chip.id not in held and chip.memory_bytes >= head.demand.min_memory_bytes
    )
    nodes = Counter(kind for (kind, _), free in left.items() if free >= head.demand.count)
    wanted = head.demand.kinds or frozenset(PRICES)
    return any(nodes[kind] >= head.demand.nodes for kind in wanted)


@unhurried
@given(snapshots())
def test_windows_and_quotas_hold(snapshot: Snapshot) -> None:
    jobs = {job.id: job for job in snapshot.jobs}
    kinds = {chip.id: chip.kind for chip in snapshot.chips}
    held: Counter[tuple[str, str]] = Counter()
    for placement in schedule(snapshot).placements:
        job = jobs[placement.job_id]
        for kind in ("", kinds[placement.chip_ids[0]]):
            held[job.organization_id, kind] += len(placement.chip_ids) * placement.percent
        for window in snapshot.windows:
            if window.count:
                reserved = {name for each in place_windows(snapshot) for name in each.chips}
                assert job.organization_id == "a" or not reserved & set(placement.chip_ids)
                continue
            if not window.nodes & set(placement.nodes or (placement.node_id,)):
                continue
            limit_ms = job.demand.limit_ms
            before = limit_ms is not None and limit_ms <= window.from_ms
            assert before or (window.from_ms == 0 and job.organization_id == window.organization_id)
    for quota in snapshot.quotas:
        assert held[quota.organization_id, quota.kind] <= quota.chips * 100


@unhurried
@given(snapshots())
def test_a_job_alone_starts_wherever_one_kind_has_its_nodes(snapshot: Snapshot) -> None:
    """Whatever class of its kind each chip is of."""
    for job in (each for each in snapshot.jobs if each.demand.percent == 100):
        alone = replace(snapshot, jobs=(job,), windows=(), quotas=())
        free = Counter(
            (chip.kind, chip.node_id)
            for chip in snapshot.chips
            if chip.is_free and chip.memory_bytes >= job.demand.min_memory_bytes
        )
        nodes = Counter(kind for (kind, _), count in free.items() if count >= job.demand.count)
        wanted = job.demand.kinds or frozenset(PRICES)
        is_room = any(nodes[kind] >= job.demand.nodes for kind in wanted)
        assert bool(schedule(alone).placements) == is_room


@unhurried
@given(snapshots(), st.randoms(use_true_random=False))
def test_every_job_gets_an_answer_whatever_order_the_nodes_come_in(
    snapshot: Snapshot, chance: random.Random
) -> None:
    decisions = schedule(snapshot)
    names = [each.job_id for each in decisions.placements] + list(decisions.waiting)
    assert sorted(names) == sorted(job.id for job in snapshot.jobs)
    assert all(waiting.text for waiting in decisions.waiting.values())
    nodes: dict[str, list[PoolChip]] = {}
    for chip in snapshot.chips:
        nodes.setdefault(chip.node_id, []).append(chip)
    order = sorted(nodes)
    chance.shuffle(order)
    mixed = replace(snapshot, chips=tuple(chip for name in order for chip in nodes[name]))
    assert schedule(mixed) == decisions


@settings(deadline=None, max_examples=4)
@given(st.lists(st.sampled_from([1.0, 2.0, 4.0]), min_size=2, max_size=4), st.integers(2, 5))
def test_shares_converge_to_the_weights(weights: list[float], chips: int) -> None:
    """Each organization always has work; whatever the pool, their use becomes as their weights."""
    names = [f"o{n}" for n in range(len(weights))]
    limits = {
        name: OrganizationLimits(None, None, 0, PRICES, weight=weight)
        for name, weight in zip(names, weights, strict=True)
    }
    pool = tuple(PoolChip(f"n/{n}", "n", "cpu", GIB, True) for n in range(chips))
    demand = Demand(1, limit_ms=HOUR)
    used = dict.fromkeys(names, 0.0)
    total: Counter[str] = Counter()
    rounds = 60
    for turn in range(rounds):
        jobs = tuple(
            QueuedJob(f"{name}.{turn}.{n}", name, demand, 0, turn)
            for name in names
            for n in range(chips)
        )
        snapshot = Snapshot(jobs, pool, limits, now_ms=turn * HOUR, usage=used)
        given_to = Counter(each.job_id.partition(".")[0] for each in schedule(snapshot).placements)
        total += given_to
        used = {name: fade(used[name], HOUR) + given_to[name] * HOUR for name in names}

    for name, weight in zip(names, weights, strict=True):
        expected = weight / sum(weights)
        assert abs(total[name] / (rounds * chips) - expected) < 0.08


def test_a_small_change_of_the_queue_changes_nothing_for_those_before_it() -> None:
    pool = tuple(PoolChip(f"n/{n}", "n", "cpu", GIB, True) for n in range(4))
    jobs = tuple(QueuedJob(f"j{n}", "a", Demand(1), 0, n) for n in range(6))
    limits = {"a": OrganizationLimits(None, None, 0, PRICES)}
    snapshot = Snapshot(jobs, pool, limits)
    fewer = replace(snapshot, jobs=jobs[:5])
    assert schedule(fewer).placements == schedule(snapshot).placements
