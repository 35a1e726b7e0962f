"""Policies on generated traces in the shape of public ones: wait, fairness, utilisation, cost."""

from __future__ import annotations

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


def main() -> None:
    pool = make_pool()
    print(f"{HOURS:.0f} h of generated traces on {len(pool)} chips; money in micros a unit of work")
    for name in SHAPES:
        trace = make_trace(name, jobs=JOBS[name], hours=HOURS, seed=SEED)
        print(f"{name:8} policy          mean wait       p95  fair   used      cost")
        for policy in POLICIES:
            got = simulate(trace, pool, PRICES, SPEEDS, policy)
            print(
                f"{'':8} {policy:14} {got.mean_wait_s:8.0f} s {got.p95_wait_s:7.0f} s "
                f"{got.fairness:5.2f} {got.utilisation:6.1%} {got.micros_per_work_hour:9,.0f}"
            )


if __name__ == "__main__":
    main()
