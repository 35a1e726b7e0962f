"""Rounding exact rational numbers to floating point in a stated direction, by definition."""

from __future__ import annotations

import math
from fractions import Fraction

PRECISION = {"single": 24, "double": 53}
SMALLEST = {"single": -149, "double": -1074}
LARGEST_EXPONENT = {"single": 127, "double": 1023}


def rounded(value: Fraction, precision: str, direction: str, zero_sign: float = 1.0) -> float:
    """`value` as a number of `precision`; direction is rn, rz, ru or rd."""
    if value == 0:
        return math.copysign(0.0, zero_sign)
    sign = 1 if value > 0 else -1
    unit = _unit(abs(value), precision)
    steps = _steps(abs(value) / unit, sign, direction)
    result = sign * steps * unit
    largest = (2 - Fraction(1, 2 ** (PRECISION[precision] - 1))) * Fraction(2) ** LARGEST_EXPONENT[
        precision
    ]
    if abs(result) > largest:
        to_infinity = direction == "rn" or direction == ("ru" if sign > 0 else "rd")
        return sign * (math.inf if to_infinity else float(largest))
    return math.copysign(float(result), sign)


def _unit(magnitude: Fraction, precision: str) -> Fraction:
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if Fraction(2) ** exponent > magnitude:
        exponent -= 1
    lowest = max(exponent - PRECISION[precision] + 1, SMALLEST[precision])
    return Fraction(2) ** lowest


def _steps(quotient: Fraction, sign: int, direction: str) -> int:
    if direction == "rn":
        return round(quotient)  # Python's round takes ties to even
    away = direction == ("ru" if sign > 0 else "rd")
    return math.ceil(quotient) if away else math.floor(quotient)
