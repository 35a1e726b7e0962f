"""How fast the scheduler decides.

    python -m benchmarks.cloud.bench_schedule

Prints placements a second and the processor time of a full pass for growing queues on 10,000 nodes
of four kinds of chips, and the exponent by which the time grows with the queue.
"""

from __future__ import annotations

import math
import random
import time

from benchmarks.cloud.figures import Block, Figure
from jarip.cloud.scheduling.schedule import schedule
from jarip.cloud.scheduling.snapshot import (
    Demand,
    OrganizationLimits,
    PoolChip,
    QueuedJob,
    Snapshot,
)

GIB = 1 << 30
CLASSES = [("cpu", 16 * GIB), ("npu", 64 * GIB), ("gpu", 80 * GIB), ("gpu", 40 * GIB)]
PRICES = {"cpu": 100, "npu": 900, "gpu": 2000}
NODES, CHIPS_A_NODE, ORGANIZATIONS = 10_000, 8, 200
QUEUES = (12_500, 25_000, 50_000, 100_000)


def make_snapshot(jobs: int, seed: int = 1) -> Snapshot:
    """A queue of mixed demands on a pool of mixed chips."""
    chance = random.Random(seed)
    chips = tuple(
        PoolChip(f"{node}/{number}", f"node{node}", kind, memory, True)
        for node in range(NODES)
        for kind, memory in [chance.choice(CLASSES)]
        for number in range(CHIPS_A_NODE)
    )
    kinds = [frozenset[str](), frozenset({"gpu"}), frozenset({"npu", "gpu"})]
    queue = tuple(
        QueuedJob(
            f"job{number}",
            f"org{chance.randrange(ORGANIZATIONS)}",
            Demand(
                chance.choice([1, 1, 2, 4, 8]), chance.choice(kinds), chance.choice([0, 32 * GIB])
            ),
            chance.randrange(3),
            number,
        )
        for number in range(jobs)
    )
    limits = {
        f"org{number}": OrganizationLimits(None, 16, number % 3, PRICES)
        for number in range(ORGANIZATIONS)
    }
    return Snapshot(queue, chips, limits)


def measure_schedule() -> Block:
    """Growing queues, and how the time grows with them."""
    times, figures = [], []
    for jobs in QUEUES:
        snapshot = make_snapshot(jobs)
        began = time.process_time()
        placed = len(schedule(snapshot).placements)
        spent = time.process_time() - began
        times.append(spent)
        is_full = jobs == QUEUES[-1]
        figures.append(
            Figure(
                f"{jobs:,} jobs × {NODES:,} nodes",
                f"{spent:.3f} s",
                "≤ 1 s" if is_full else "–",
                spent <= 1 if is_full else None,
                f"{placed:,} placed",
            )
        )
    speed = placed / times[-1]
    figures.append(Figure("placements", f"{speed:,.0f} /s", "≥ 10,000 /s", speed >= 10_000))
    exponent = math.log(times[-1] / times[0]) / math.log(QUEUES[-1] / QUEUES[0])
    target = math.log(QUEUES[-1] * math.log(QUEUES[-1]) / QUEUES[0] / math.log(QUEUES[0]))
    most = target / math.log(QUEUES[-1] / QUEUES[0])
    figures.append(
        Figure(
            "the time grows with the queue to the power",
            f"{exponent:.2f}",
            f"n log n: {most:.2f}",
            exponent <= most,
        )
    )
    return Block("Scheduler", figures, ["Processor time of one pass, in one thread."])


def main() -> None:
    print(measure_schedule().render_text())


if __name__ == "__main__":
    main()
