"""The scheduler's promises, on pools and queues of every shape."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jarip.cloud.scheduling.decisions import Why
from jarip.cloud.scheduling.order import order_jobs
from jarip.cloud.scheduling.schedule import schedule
from jarip.cloud.scheduling.snapshot import (
    Demand,
    OrganizationLimits,
    PoolChip,
    QueuedJob,
    Snapshot,
)

GIB = 1 << 30
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The machine that runs the tests may be busy."""
PRICES = {"cpu": 100, "npu": 900, "gpu": 2000}


def chip(number: int, node: str = "n", kind: str = "cpu", *, free: bool = True) -> PoolChip:
    return PoolChip(f"{node}/{kind}:{number}", node, kind, 16 * GIB, free)


def job(name: str, count: int = 1, *, organization: str = "org", priority: int = 0, at: int = 0,
        kinds: str = "", memory: int = 0, price: int | None = None) -> QueuedJob:  # fmt: skip
    demand = Demand(count, frozenset(kinds.split()), memory, price)
    return QueuedJob(name, organization, demand, priority, at)


def plan(concurrent: int | None = None, chips: int | None = None, *, priority: int = 0,
         kinds: str = "cpu npu gpu", blocked: str = "") -> OrganizationLimits:  # fmt: skip
    prices = {kind: PRICES[kind] for kind in kinds.split()}
    return OrganizationLimits(concurrent, chips, priority, prices, blocked)


def test_first_come_first_served_within_a_priority() -> None:
    jobs = (job("late", at=2), job("early", at=1), job("urgent", at=3, priority=1))

    decisions = schedule(Snapshot(jobs, (chip(0), chip(1)), {"org": plan()}))

    assert [placement.job_id for placement in decisions.placements] == ["urgent", "early"]
    assert decisions.waiting["late"].why is Why.CHIPS_BUSY


def test_the_plans_priority_goes_before_the_jobs() -> None:
    jobs = (job("a", priority=100), job("b", organization="gold", at=9))

    decisions = schedule(Snapshot(jobs, (chip(0),), {"org": plan(), "gold": plan(priority=1)}))

    assert [placement.job_id for placement in decisions.placements] == ["b"]


@pytest.mark.parametrize(
    ("limits", "wanted", "why"),
    [
        (None, job("j"), Why.NO_PLAN),
        (plan(blocked="the budget is spent"), job("j"), Why.BLOCKED),
        (plan(chips=1), job("j", 2), Why.CHIPS_PER_JOB),
        (plan(concurrent=0), job("j"), Why.CONCURRENT_JOBS),
        (plan(kinds="cpu"), job("j", kinds="gpu"), Why.KIND_NOT_IN_PLAN),
        (plan(), job("j", kinds="npu"), Why.NO_SUCH_CHIP),
        (plan(), job("j", memory=17 * GIB), Why.NO_SUCH_CHIP),
        (plan(), job("j", 3), Why.TOO_FEW_CHIPS),
        (plan(), job("j", price=99), Why.TOO_DEAR),
        (plan(), job("j", kinds="gpu"), Why.CHIPS_BUSY),
    ],
)
def test_every_reason_to_wait_is_said(
    limits: OrganizationLimits | None, wanted: QueuedJob, why: Why
) -> None:
    chips = (chip(0), chip(1), chip(0, kind="gpu", free=False))

    decisions = schedule(Snapshot((wanted,), chips, {"org": limits} if limits else {}))

    assert decisions.placements == ()
    assert decisions.waiting["j"].why is why
    assert decisions.waiting["j"].text


def test_the_cheapest_acceptable_kind_is_taken() -> None:
    chips = (chip(0, kind="gpu"), chip(0, kind="npu"))

    decisions = schedule(Snapshot((job("j", kinds="gpu npu"),), chips, {"org": plan()}))

    assert decisions.placements[0].chip_ids == ("n/npu:0",)
    assert "cheapest of 2" in decisions.placements[0].text


def test_small_jobs_fill_small_holes() -> None:
    chips = (*(chip(n, "big") for n in range(4)), chip(0, "small"))

    decisions = schedule(Snapshot((job("a", at=0), job("b", 4, at=1)), chips, {"org": plan()}))

    assert {p.job_id: p.node_id for p in decisions.placements} == {"a": "small", "b": "big"}


def test_a_large_job_is_not_starved_by_small_ones_behind_it() -> None:
    chips = (chip(0, "n"), chip(1, "n", free=False), chip(0, "other"))
    jobs = (job("large", 2, at=0), job("small1", at=1), job("small2", at=2))

    decisions = schedule(Snapshot(jobs, chips, {"org": plan()}))

    assert {p.job_id: p.node_id for p in decisions.placements} == {"small1": "other"}
    assert "next in line" in decisions.waiting["large"].text


demands = st.builds(
    Demand,
    st.integers(1, 4),
    st.frozensets(st.sampled_from(["cpu", "npu", "gpu"]), max_size=2),
    st.sampled_from([0, 8 * GIB, 32 * GIB]),
    st.sampled_from([None, 150, 1000]),
)
queued = st.builds(
    QueuedJob,
    st.uuids().map(str),
    st.sampled_from(["a", "b", "c"]),
    demands,
    st.integers(-2, 2),
    st.integers(0, 50),
)
limits = st.builds(
    OrganizationLimits,
    st.none() | st.integers(0, 3),
    st.none() | st.integers(1, 4),
    st.integers(0, 2),
    st.sampled_from([PRICES, {"cpu": 100}]),
    st.sampled_from(["", "", "", "the budget is spent"]),
)


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    chips = [
        PoolChip(f"{node}/{number}", f"node{node}", kind, memory, draw(st.booleans()))
        for node in range(draw(st.integers(0, 4)))
        for kind in [draw(st.sampled_from(["cpu", "npu", "gpu"]))]
        for memory in [draw(st.sampled_from([8 * GIB, 64 * GIB]))]
        for number in range(draw(st.integers(1, 4)))
    ]
    return Snapshot(
        tuple(draw(st.lists(queued, max_size=12, unique_by=lambda each: each.id))),
        tuple(chips),
        draw(st.dictionaries(st.sampled_from(["a", "b"]), limits)),
        draw(st.dictionaries(st.sampled_from(["a", "b"]), st.integers(0, 2))),
    )


@unhurried
@given(snapshots())
def test_every_job_is_either_placed_or_told_why_it_waits(snapshot: Snapshot) -> None:
    decisions = schedule(snapshot)

    placed = [placement.job_id for placement in decisions.placements]
    assert sorted([*placed, *decisions.waiting]) == sorted(each.id for each in snapshot.jobs)


@unhurried
@given(snapshots())
def test_placements_satisfy_demands_and_share_no_chip(snapshot: Snapshot) -> None:
    decisions = schedule(snapshot)

    by_id = {each.id: each for each in snapshot.jobs}
    chips = {each.id: each for each in snapshot.chips}
    taken = [chip_id for placement in decisions.placements for chip_id in placement.chip_ids]
    assert len(taken) == len(set(taken))
    for placement in decisions.placements:
        demand = by_id[placement.job_id].demand
        plan_of = snapshot.limits[by_id[placement.job_id].organization_id]
        got = [chips[chip_id] for chip_id in placement.chip_ids]
        assert len(got) == demand.count
        assert {each.node_id for each in got} == {placement.node_id}
        assert len({each.kind for each in got}) == 1
        assert all(each.is_free for each in got)
        assert all(each.memory_bytes >= demand.min_memory_bytes for each in got)
        assert not demand.kinds or got[0].kind in demand.kinds
        price = plan_of.micros_per_hour[got[0].kind]
        assert demand.max_micros_per_hour is None or price <= demand.max_micros_per_hour
        assert not plan_of.blocked
        assert plan_of.chips_per_job is None or demand.count <= plan_of.chips_per_job


@unhurried
@given(snapshots())
def test_no_organization_runs_more_jobs_than_its_plan_allows(snapshot: Snapshot) -> None:
    decisions = schedule(snapshot)

    by_id = {each.id: each for each in snapshot.jobs}
    started = Counter(by_id[p.job_id].organization_id for p in decisions.placements)
    for organization, count in started.items():
        most = snapshot.limits[organization].concurrent_jobs
        assert most is None or snapshot.running.get(organization, 0) + count <= most


@unhurried
@given(snapshots())
def test_nobody_overtakes_an_earlier_job_with_the_same_demand(snapshot: Snapshot) -> None:
    decisions = schedule(snapshot)

    waiting: set[tuple[str, Demand]] = set()
    placed = {placement.job_id for placement in decisions.placements}
    for each in order_jobs(snapshot):
        if each.id in placed:
            assert (each.organization_id, each.demand) not in waiting
        else:
            waiting.add((each.organization_id, each.demand))


@unhurried
@given(snapshots())
def test_the_first_job_that_may_run_and_fits_is_placed(snapshot: Snapshot) -> None:
    decisions = schedule(snapshot)

    never = {Why.CHIPS_BUSY}
    first = next(
        (
            each
            for each in order_jobs(snapshot)
            if each.id not in decisions.waiting or decisions.waiting[each.id].why in never
        ),
        None,
    )
    if first is not None and first.id in decisions.waiting:
        free = Counter(
            (each.node_id, each.kind)
            for each in snapshot.chips
            if each.is_free
            and each.memory_bytes >= first.demand.min_memory_bytes
            and (not first.demand.kinds or each.kind in first.demand.kinds)
            and each.kind in snapshot.limits[first.organization_id].micros_per_hour
            and (
                first.demand.max_micros_per_hour is None
                or PRICES[each.kind] <= first.demand.max_micros_per_hour
            )
        )
        assert all(count < first.demand.count for count in free.values())


@unhurried
@given(snapshots())
def test_the_same_snapshot_gives_the_same_decisions(snapshot: Snapshot) -> None:
    assert schedule(snapshot) == schedule(snapshot)
