"""The distance between a result and the exact value, in units of the last place."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mpmath import mp, mpf

WRONG = math.inf


@dataclass(frozen=True)
class Format:
    """A floating-point format by its precision in bits and the exponents of its ends."""

    precision: int
    smallest: int  # exponent of the smallest positive number
    overflow: int  # 2**overflow is the first power that doesn't fit


SINGLE = Format(24, -149, 128)
DOUBLE = Format(53, -1074, 1024)


def error(result: float, exact: mpf, form: Format) -> float:
    """|result - exact| in units of the last place of `exact`; infinite if they don't belong
    together at all (a NaN for a number, the wrong infinity)."""
    if mp.isnan(exact) or math.isnan(result):
        return 0.0 if mp.isnan(exact) and math.isnan(result) else WRONG
    if math.isinf(result):
        nearest_overflow = mpf(2) ** form.overflow * (1 - mpf(2) ** (-form.precision - 1))
        same_side = (exact > 0) == (result > 0)
        return 0.0 if same_side and abs(exact) >= nearest_overflow else WRONG
    if mp.isinf(exact):
        return WRONG
    if exact == 0:
        return 0.0 if result == 0 else WRONG
    exponent = mp.frexp(exact)[1]
    if exponent > form.overflow:
        return WRONG
    unit = mpf(2) ** max(exponent - form.precision, form.smallest)
    return float(abs(mpf(result) - exact) / unit)
