"""Policies on generated traces in the shape of public ones: wait, fairness, utilisation, cost."""

from __future__ import annotations

from benchmarks.cloud.figures import Block, Figure
from jarip.cloud.scheduling.simulate import POLICIES, simulate
from jarip.cloud.scheduling.snapshot import PoolChip
from jarip.cloud.scheduling.traces import SHAPES, make_trace

GIB = 1 << 30
PRICES = {"fast": 3_000_000, "slow": 1_400_000}
SPEEDS = {"fast": 2.5, "slow": 1.0}
NODES = 12
JOBS = {"philly": 1_200, "helios": 2_500, "pai": 2_500}
"""As many as keep the pool busy."""
HOURS, SEED = 12.0, 3


def make_pool() -> list[PoolChip]:
    return [
        PoolChip(f"n{node}/{number}", f"n{node}", kind, 64 * GIB, True, rack=str(node // 4))
        for node in range(NODES)
        for kind in ["fast" if node % 2 else "slow"]
        for number in range(8)
    ]


def measure_policies() -> Block:
    """Every policy on every trace."""
    pool = make_pool()
    figures = []
    for name in SHAPES:
        trace = make_trace(name, jobs=JOBS[name], hours=HOURS, seed=SEED)
        for policy in POLICIES:
            got = simulate(trace, pool, PRICES, SPEEDS, policy)
            figures.append(
                Figure(
                    f"{name}, {policy}",
                    f"mean wait {got.mean_wait_s:,.0f} s, p95 {got.p95_wait_s:,.0f} s",
                    baseline=f"fairness {got.fairness:.2f}, used {got.utilisation:.1%}, "
                    f"cost {got.micros_per_work_hour:,.0f}",
                )
            )
    return Block(
        "Policies",
        figures,
        [
            f"{HOURS:.0f} h of generated traces in the shape of public ones on {len(pool)} chips "
            "of two kinds. Fairness is Jain's index of organizations' slowdowns; cost is micros "
            "for an hour of work on a chip of speed 1."
        ],
    )
