"""Numbers of the machine: rounding to single and double precision, and writing them as C."""

from __future__ import annotations

import struct

from mpmath import mp, mpf

# Decimal digits of every computation here.
mp.dps = 50


def to_single(value: mpf) -> mpf:
    """The nearest single-precision number."""
    return _round(value, 24)


def to_double(value: mpf) -> mpf:
    """The nearest double-precision number."""
    return _round(value, 53)


def _round(value: mpf, bits: int) -> mpf:
    with mp.workprec(bits):
        return +value


def split_double(value: mpf) -> tuple[mpf, mpf]:
    """A double and the double nearest to what it leaves of `value`."""
    high = to_double(value)
    return high, to_double(value - high)


def c_literal(value: mpf, single: bool) -> str:
    """A hexadecimal C literal of a number that is exact in its type."""
    number = float(value)
    if single:
        assert struct.unpack("f", struct.pack("f", number))[0] == number
    text = number.hex()
    mantissa, exponent = text.split("p")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}p{exponent}{'f' if single else ''}"
