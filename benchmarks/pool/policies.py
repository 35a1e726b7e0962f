"""Policies on generated traces in the shape of public ones: wait, fairness, utilisation, cost."""

from __future__ import annotations

from statistics import fmean

from benchmarks.cloud.figures import Block, Figure
from jarip.cloud.scheduling.simulate import POLICIES, Outcome, simulate
from jarip.cloud.scheduling.snapshot import PoolChip
from jarip.cloud.scheduling.traces import SHAPES, make_trace

GIB = 1 << 30
PRICES = {"fast": 3_000_000, "slow": 1_400_000}
SPEEDS = {"fast": 2.5, "slow": 1.0}
NODES = 12
JOBS = {"philly": 1_200, "helios": 2_500, "pai": 2_500}
"""As many as keep the pool busy."""
HOURS, SEEDS = 12.0, (3, 4, 5)
"""Durations have heavy tails, so a trace alone says little: the figures are means of three."""


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
        traces = [make_trace(name, jobs=JOBS[name], hours=HOURS, seed=seed) for seed in SEEDS]
        for policy in POLICIES:
            outcomes = [simulate(trace, pool, PRICES, SPEEDS, policy) for trace in traces]
            figures.append(_figure(f"{name}, {policy}", outcomes))
    return Block(
        "Policies",
        figures,
        [
            f"{HOURS:.0f} h of generated traces in the shape of public ones on {len(pool)} chips "
            f"of two kinds, means over {len(SEEDS)} traces each. Light are organizations that want "
            "less than an equal part of the work: the fair share is for them. Evenness is Jain's "
            "index of organizations' slowdowns, which is highest where all wait alike, however "
            "much each uses; cost is micros for an hour of work on a chip of speed 1."
        ],
    )


def _figure(name: str, outcomes: list[Outcome]) -> Figure:
    wait, p50, p95, light, fairness, used, cost = (
        fmean(values)
        for values in zip(
            *(
                (
                    each.mean_wait_s,
                    each.p50_wait_s,
                    each.p95_wait_s,
                    each.light_wait_s,
                    each.fairness,
                    each.utilisation,
                    each.micros_per_work_hour,
                )
                for each in outcomes
            ),
            strict=True,
        )
    )
    return Figure(
        name,
        f"mean wait {wait:,.0f} s, p50 {p50:,.0f} s, p95 {p95:,.0f} s, light {light:,.0f} s",
        baseline=f"evenness {fairness:.2f}, used {used:.1%}, cost {cost:,.0f}",
    )
