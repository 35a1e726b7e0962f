"""One entry of the catalog: a function on an interval, as a polynomial in some variable."""

from __future__ import annotations

from dataclasses import dataclass

from mpmath import mpf
from tools.minimax.lawson import Fit, Function, fit
from tools.minimax.numbers import to_double, to_single


def relative_to(reference: Function) -> Function:
    """A weight: errors count relative to `reference`, which has no zero in the interval."""
    return lambda x: 1 / abs(reference(x))


@dataclass(frozen=True)
class Approximation:
    """`target` on [low, high] by a polynomial over `powers`, in single or double precision."""

    name: str
    target: Function
    low: mpf
    high: mpf
    powers: tuple[int, ...]
    single: bool
    weight: Function | None = None

    def fit(self) -> Fit:
        rounding = to_single if self.single else to_double
        return fit(
            self.target,
            self.weight or relative_to(self.target),
            self.low,
            self.high,
            self.powers,
            rounding,
        )
