"""What pow and powf need: logarithms with bits to spare, because y multiplies their error."""

from __future__ import annotations

from mpmath import mp, mpf
from tools.minimax.approximation import Approximation

_NOTHING = mpf("1e-12")
# s = (m-1)/(m+1) for m from sqrt(1/2) to sqrt(2), squared.
_LARGEST_SQUARE = mpf("0.02950")


def _log2_of_ratio(z: mpf) -> mpf:
    """log2((1+s)/(1-s)) = s p(z), z = s**2"""
    s = mp.sqrt(z)
    return 2 * mp.atanh(s) / s / mp.log(2)


def _exp2_whole(r: mpf) -> mpf:
    """2**r = p(r)"""
    return mpf(2) ** r


def _log_after_cube(z: mpf) -> mpf:
    """log((1+s)/(1-s)) = 2s + s**3 (2/3 + z p(z)), z = s**2"""
    s = mp.sqrt(z)
    return ((2 * mp.atanh(s) - 2 * s) / s**3 - mpf(2) / 3) / z


CATALOG: list[Approximation] = [
    Approximation("POWF_LOG2", _log2_of_ratio, _NOTHING, _LARGEST_SQUARE, tuple(range(6)), False),
    Approximation("POWF_EXP2", _exp2_whole, mpf("-0.5"), mpf("0.5"), tuple(range(8)), False),
    Approximation(
        "POW_LOG",
        _log_after_cube,
        _NOTHING,
        _LARGEST_SQUARE,
        tuple(range(9)),
        False,
        lambda z: z**2 / 2,
    ),
]
