"""Gamma function and its logarithm, in double precision."""

from __future__ import annotations

from mpmath import mp, mpf
from tools.minimax.approximation import Approximation

_NOTHING = mpf("1e-22")


def _away_from_zero(f: mpf) -> mpf:
    return f if abs(f) > _NOTHING else _NOTHING


def _near_one(f: mpf) -> mpf:
    """lgamma(1+f) = f p(f)"""
    f = _away_from_zero(f)
    return mp.loggamma(1 + f) / f


def _near_two(f: mpf) -> mpf:
    """lgamma(2+f) = f p(f)"""
    f = _away_from_zero(f)
    return mp.loggamma(2 + f) / f


def _near_three(f: mpf) -> mpf:
    """lgamma(3.25+f) = p(f)"""
    return mp.loggamma(mpf("3.25") + f)


def _near_six(f: mpf) -> mpf:
    """lgamma(6+f) = p(f)"""
    return mp.loggamma(6 + f)


def _stirling(z: mpf) -> mpf:
    """lgamma(x) = (x-1/2) log(x) - x + log(2 pi)/2 + p(z)/x, z = 1/x**2"""
    if z < mpf("1e-20"):
        return mpf(1) / 12
    x = 1 / mp.sqrt(z)
    main = (x - mpf(1) / 2) * mp.log(x) - x + mp.log(2 * mp.pi) / 2
    return (mp.loggamma(x) - main) * x


def _gamma(f: mpf) -> mpf:
    """tgamma(1.5+f) = p(f)"""
    return mp.gamma(mpf("1.5") + f)


def _on(name: str, target: object, low: str, high: str, count: int) -> Approximation:
    return Approximation(name, target, mpf(low), mpf(high), tuple(range(count)), False)  # type: ignore[arg-type]


CATALOG: list[Approximation] = [
    _on("LGAMMA_ONE", _near_one, "-0.2501", "0.5001", 22),
    _on("LGAMMA_TWO", _near_two, "-0.5001", "0.5001", 19),
    _on("LGAMMA_THREE", _near_three, "-0.7501", "0.7501", 18),
    _on("LGAMMA_SIX", _near_six, "-2.001", "2.001", 22),
    _on("STIRLING", _stirling, "0", "0.01563", 7),
    _on("TGAMMA", _gamma, "-0.5001", "0.5001", 22),
]
