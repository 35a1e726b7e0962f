"""Round steps for axes."""

from __future__ import annotations

import math


def nice_ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round values that cover [low, high], about so many. Steps are 1, 2 or 5 times a power of 10.

    Source: P. Heckbert, "Nice Numbers for Graph Labels", Graphics Gems (1990).
    """
    if high <= low:
        high = low + (abs(low) or 1.0)
    step = _nice((high - low) / max(1, about))
    first = math.floor(low / step)
    last = math.ceil(high / step - 1e-9)
    return [float(f"{index * step:.12g}") for index in range(first, last + 1)]


def place(value: float, low: float, high: float, start: float, end: float) -> float:
    """Where a value lies between `start` and `end`, to a tenth of a unit."""
    share = 0.5 if high == low else (value - low) / (high - low)
    return round(start + share * (end - start), 1)


def _nice(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    for factor in (1, 2, 5, 10):
        if value <= factor * power * (1 + 1e-9):
            return factor * power
    return 10 * power
