"""The fast approximations (__sinf and its kin): as many bits as the guide promises, no more."""

from __future__ import annotations

from mpmath import mp, mpf
from tools.minimax.approximation import Approximation

_NOTHING = mpf("1e-12")


def _sine_of_turns(z: mpf) -> mpf:
    """sin(2 pi t) = t p(z), z = t**2"""
    t = mp.sqrt(z)
    return mp.sinpi(2 * t) / t


def _exp2_whole(r: mpf) -> mpf:
    """2**r = p(r)"""
    return mpf(2) ** r


def _log2_of_one_plus(f: mpf) -> mpf:
    """log2(1+f) = f p(f)"""
    f = f if abs(f) > _NOTHING else _NOTHING
    return mp.log1p(f) / f / mp.log(2)


CATALOG: list[Approximation] = [
    Approximation(
        "FAST_SIN", _sine_of_turns, _NOTHING, mpf("0.0626"), tuple(range(5)), True, mp.sqrt
    ),
    Approximation("FAST_EXP2", _exp2_whole, mpf("-0.5"), mpf("0.5"), tuple(range(6)), True),
    Approximation(
        "FAST_LOG2",
        _log2_of_one_plus,
        mp.sqrt(0.5) - 1,
        mp.sqrt(2) - 1,
        tuple(range(9)),
        True,
    ),
]
