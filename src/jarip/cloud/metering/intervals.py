"""Sets of half-open intervals of milliseconds, [start, end)."""

from __future__ import annotations

from collections.abc import Iterable

Interval = tuple[int, int]


def subtract_intervals(whole: Interval, parts: Iterable[Interval]) -> list[Interval]:
    """What is left of `whole` without `parts` (which may overlap), in order, none empty."""
    start, end = whole
    left: list[Interval] = []
    for part_start, part_end in sorted(parts):
        if part_start > start:
            left.append((start, min(part_start, end)))
        start = max(start, part_end)
        if start >= end:
            break
    left.append((start, end))
    return [(a, b) for a, b in left if a < b]
