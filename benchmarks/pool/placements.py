"""Placements a second and the time of a full pass, for pools of a thousand chips and more.

The queue has as many jobs as the pool has chips: mixed sizes, gangs, parts of chips, kinds,
memories and timeouts, of 200 organizations. Times are the process's own, best of three.
"""

from __future__ import annotations

import math
import random
import time
from dataclasses import dataclass

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
CLASSES = [
    ("nvidia-a", 80 * GIB),
    ("amd-b", 192 * GIB),
    ("ascend-c", 64 * GIB),
    ("metax-d", 64 * GIB),
    ("kunlunxin-e", 96 * GIB),
    ("rebellions-f", 16 * GIB),
]
PRICES = {kind: 1000 + 700 * number for number, (kind, _) in enumerate(CLASSES)}
SPEEDS = {"": {kind: 1.0 + number * 0.8 for number, (kind, _) in enumerate(CLASSES)}}
CHIPS_A_NODE, ORGANIZATIONS, ROUNDS = 8, 200, 3


@dataclass(frozen=True)
class Row:
    chips: int
    jobs: int
    seconds: float
    placed: int

    @property
    def placements_a_second(self) -> float:
        return self.placed / self.seconds


def make_snapshot(chips: int, jobs: int, seed: int = 1) -> Snapshot:
    chance = random.Random(seed)
    pool = []
    for node in range(chips // CHIPS_A_NODE):
        kind, memory = chance.choice(CLASSES)
        for number in range(CHIPS_A_NODE):
            pool.append(
                PoolChip(
                    f"n{node}/{kind}:{number}", f"n{node}", kind, memory, True,
                    island=str(number // 4), rack=f"r{node // 16}",
                )
            )  # fmt: skip
    kinds = [frozenset[str](), frozenset({"nvidia"}), frozenset({"amd", "ascend-c"})]
    demands = [
        Demand(
            count,
            chance.choice(kinds),
            chance.choice([0, 0, 32 * GIB]),
            nodes=nodes,
            percent=percent,
            limit_ms=chance.choice([None, 3_600_000, 86_400_000]),
        )
        for count, nodes, percent in chance.choices(
            [(1, 1, 100), (2, 1, 100), (4, 1, 100), (8, 1, 100), (8, 2, 100), (1, 1, 50)],
            [60, 10, 10, 10, 3, 7],
            k=200,
        )
    ]
    queue = tuple(
        QueuedJob(f"job{n}", f"org{chance.randrange(ORGANIZATIONS)}", chance.choice(demands), 0, n)
        for n in range(jobs)
    )
    limits = {
        f"org{n}": OrganizationLimits(None, None, n % 3, PRICES, weight=1 + n % 4)
        for n in range(ORGANIZATIONS)
    }
    return Snapshot(queue, tuple(pool), limits, speeds=SPEEDS)


def measure(chips: int, jobs: int) -> Row:
    snapshot = make_snapshot(chips, jobs)
    times, placed = [], 0
    for _ in range(ROUNDS):
        began = time.process_time()
        placed = len(schedule(snapshot).placements)
        times.append(time.process_time() - began)
    return Row(chips, jobs, min(times), placed)


def measure_placements() -> Block:
    """Pools of a thousand chips to a hundred thousand."""
    rows = [measure(chips, chips) for chips in (1_000, 10_000, 100_000)]
    full = measure(80_000, 100_000)
    figures = [
        Figure(
            f"{row.chips:,} chips, {row.jobs:,} jobs",
            f"{row.seconds:.3f} s, {row.placements_a_second:,.0f} placements/s",
            "≥ 10,000 placements/s",
            row.placements_a_second >= 10_000,
        )
        for row in rows
    ]
    figures.append(
        Figure(
            "10,000 nodes of 8 chips, 100,000 jobs: a full pass",
            f"{full.seconds:.3f} s, {full.placed:,} placed",
            "≤ 1 s",
            full.seconds <= 1.0,
        )
    )
    exponent = math.log(rows[2].seconds / rows[0].seconds) / math.log(100)
    bound = math.log(100 * math.log(100_000) / math.log(1_000)) / math.log(100)
    figures.append(
        Figure(
            "pool and queue together 100 times as large",
            f"time to the power {exponent:.2f}",
            f"≤ n log n, {bound:.2f}",
            exponent <= bound,
        )
    )
    return Block(
        "The scheduler",
        figures,
        [f"Processor time of one process, the best of {ROUNDS}; 200 organizations, mixed demands."],
    )
