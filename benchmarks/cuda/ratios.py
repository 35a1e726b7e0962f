"""The arithmetic of the table: medians of per-round ratios, their spread, geometric means."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Spread:
    """A median with the 10th and 90th percentile about it."""

    median: float
    low: float
    high: float


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) lies, linear between neighbours (NumPy's default)."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def spread_of(values: Sequence[float]) -> Spread:
    """Raises ValueError for no values."""
    if not values:
        raise ValueError("a spread needs at least one value")
    return Spread(median(values), percentile(values, 0.1), percentile(values, 0.9))


def ratio_of(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """How many times as fast we are: their time over ours, round by round, then the spread.

    Rounds are paired because both ran within a moment of each other: what slowed the machine
    slowed both. Raises ValueError where the numbers of rounds differ.
    """
    if len(ours) != len(theirs):
        raise ValueError(f"{len(ours)} rounds against {len(theirs)}")
    return spread_of([their / our for our, their in zip(ours, theirs, strict=True)])


def fastest(times: Mapping[str, Sequence[float]]) -> str | None:
    """The name with the lowest median time; None where there is none."""
    return min(times, key=lambda name: median(times[name]), default=None)


def geometric_mean(values: Iterable[float]) -> float:
    """Raises ValueError for no values, or one that isn't above 0."""
    logarithms = [math.log(value) for value in values]
    if not logarithms:
        raise ValueError("a geometric mean needs at least one value")
    return math.exp(sum(logarithms) / len(logarithms))
