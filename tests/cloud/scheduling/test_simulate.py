"""Replays: everything ends, nothing is given twice, and better policies are better."""

from __future__ import annotations

from jarip.cloud.scheduling.simulate import POLICIES, simulate
from jarip.cloud.scheduling.snapshot import PoolChip
from jarip.cloud.scheduling.traces import SHAPES, make_trace

GIB = 1 << 30
PRICES, SPEEDS = {"fast": 3_000_000, "slow": 1_400_000}, {"fast": 2.5, "slow": 1.0}


def pool(nodes: int) -> list[PoolChip]:
    return [
        PoolChip(f"n{node}/{number}", f"n{node}", kind, 64 * GIB, True)
        for node in range(nodes)
        for kind in ["fast" if node % 2 else "slow"]
        for number in range(8)
    ]


def test_a_trace_is_the_same_for_a_seed_and_has_its_shape() -> None:
    trace = make_trace("pai", jobs=400, hours=24, seed=5)
    assert trace == make_trace("pai", jobs=400, hours=24, seed=5)
    assert trace != make_trace("pai", jobs=400, hours=24, seed=6)
    assert [job.at_ms for job in trace] == sorted(job.at_ms for job in trace)
    parts = sum(job.percent < 100 for job in trace) / len(trace)
    assert 0.25 < parts < 0.5
    assert all(job.limit_ms >= job.work_ms for job in trace)


def test_every_policy_runs_every_job_of_every_shape() -> None:
    for name in SHAPES:
        trace = make_trace(name, jobs=60, hours=2, seed=2)
        for policy in POLICIES:
            got = simulate(trace, pool(12), PRICES, SPEEDS, policy)
            assert got.jobs == len(trace)
            assert 0 < got.utilisation <= 1
            assert 0 < got.fairness <= 1 + 1e-9


def test_measured_speed_makes_work_cheaper_than_the_cheapest_hour() -> None:
    trace = make_trace("philly", jobs=80, hours=6, seed=3)
    ours = simulate(trace, pool(12), PRICES, SPEEDS, "ours")
    hour = simulate(trace, pool(12), PRICES, SPEEDS, "cheapest hour")
    assert ours.micros_per_work_hour < hour.micros_per_work_hour


def test_a_replay_is_the_same_twice() -> None:
    trace = make_trace("helios", jobs=40, hours=1, seed=1)
    assert simulate(trace, pool(12), PRICES, SPEEDS) == simulate(trace, pool(12), PRICES, SPEEDS)
