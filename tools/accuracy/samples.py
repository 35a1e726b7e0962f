"""Arguments to try a function with. Each maker takes a random generator, a count and a type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Maker = Callable[[np.random.Generator, int, type], Array]


def between(low: float, high: float) -> Maker:
    """Evenly between two numbers."""
    return lambda random, count, kind: random.uniform(low, high, count).astype(kind)


def by_magnitude(low: float, high: float) -> Maker:
    """Positive, evenly in the exponent: powers of ten from low to high."""

    def make(random: np.random.Generator, count: int, kind: type) -> Array:
        with np.errstate(over="ignore", under="ignore"):
            return (10.0 ** random.uniform(low, high, count)).astype(kind)

    return make


def below_one(decades: float) -> Maker:
    """Less than 1 by evenly distributed powers of ten."""
    return lambda random, count, kind: (1 - 10.0 ** random.uniform(-decades, 0, count)).astype(kind)


def patterns(random: np.random.Generator, count: int, kind: type) -> Array:
    """Random bits: every exponent and sign alike. Finite numbers only."""
    bits = random.bytes(count * np.dtype(kind).itemsize)
    values = np.frombuffer(bits, kind)
    return np.where(np.isfinite(values), values, kind(1)).astype(kind)


def positive_patterns(random: np.random.Generator, count: int, kind: type) -> Array:
    return np.abs(patterns(random, count, kind))
