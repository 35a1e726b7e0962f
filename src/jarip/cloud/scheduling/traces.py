"""Queues in the shape of public cluster traces, generated: seedable, of any size.

The parameters below follow what the papers say of job sizes, durations and arrivals; no trace data
is used. Sources: M. Jeon et al., "Analysis of Large-Scale Multi-Tenant GPU Clusters for DNN
Training Workloads" (Philly), USENIX ATC 2019; Q. Hu et al., "Characterization and Prediction of
Deep Learning Workloads in Large-Scale GPU Datacenters" (Helios), SC 2021; Q. Weng et al., "MLaaS in
the Wild" (Alibaba PAI), NSDI 2022.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Shape:
    """How a cluster's jobs are made."""

    sizes: tuple[tuple[int, int], ...]
    """(chips, weight)."""
    median_ms: int
    sigma: float
    """Of the logarithm of durations: heavy tails."""
    part_share: float
    """Of jobs that want only a part of a chip."""
    day_swing: float
    """How much busier noon is than midnight, of the mean."""
    top_share: float
    """Of jobs that the busiest tenth of organizations submits."""


SHAPES = {
    "philly": Shape(((1, 77), (2, 5), (4, 7), (8, 9), (16, 2)), 13 * 60_000, 2.2, 0.0, 0.3, 0.5),
    "helios": Shape(((1, 70), (2, 8), (4, 8), (8, 11), (32, 3)), 4 * 60_000, 2.6, 0.0, 0.6, 0.6),
    "pai": Shape(((1, 85), (2, 6), (4, 4), (8, 5)), 20 * 60_000, 1.7, 0.45, 0.5, 0.7),
}


@dataclass(frozen=True, slots=True)
class TracedJob:
    """One job of a trace. `work_ms` is its duration on a chip of speed 1."""

    id: str
    organization_id: str
    at_ms: int
    chips: int
    nodes: int
    percent: int
    work_ms: int
    limit_ms: int


def make_trace(
    name: str, *, jobs: int, hours: float, organizations: int = 20, seed: int = 1
) -> list[TracedJob]:
    """Jobs by arrival over `hours`. KeyError for a shape that isn't in `SHAPES`."""
    shape, chance = SHAPES[name], random.Random(seed)
    span_ms = hours * HOUR_MS
    times = sorted(_arrival(shape, chance, span_ms) for _ in range(jobs))
    return [_make_job(shape, chance, number, at, organizations) for number, at in enumerate(times)]


def _arrival(shape: Shape, chance: random.Random, span_ms: float) -> int:
    """By rejection from a rate that swings once a day."""
    while True:
        at_ms = chance.random() * span_ms
        level = 1 + shape.day_swing * math.sin(2 * math.pi * (at_ms / HOUR_MS - 6) / 24)
        if chance.random() * (1 + shape.day_swing) < level:
            return int(at_ms)


def _make_job(
    shape: Shape, chance: random.Random, number: int, at_ms: int, organizations: int
) -> TracedJob:
    sizes, weights = zip(*shape.sizes, strict=True)
    size = chance.choices(sizes, weights)[0]
    percent = chance.choice([25, 50]) if size == 1 and chance.random() < shape.part_share else 100
    work_ms = int(min(72 * HOUR_MS, shape.median_ms * math.exp(chance.gauss(0, shape.sigma))))
    work_ms = max(work_ms, 1000)
    busy = max(1, organizations // 10)
    owner = (
        chance.randrange(busy)
        if chance.random() < shape.top_share
        else chance.randrange(organizations)
    )
    return TracedJob(
        f"t{number}",
        f"org{owner}",
        at_ms,
        min(size, 8),
        max(1, size // 8),
        percent,
        work_ms,
        int(work_ms * chance.uniform(1.1, 4)),  # people ask for more than they need
    )
