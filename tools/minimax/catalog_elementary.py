"""Exponential, logarithm, trigonometric and hyperbolic functions, near the origin of each.

Each entry names the form the device library evaluates; the polynomial is what is left of it.
"""

from __future__ import annotations

from mpmath import mp, mpf
from tools.minimax.approximation import Approximation

# The variable z = r*r starts just above nothing, where the quotients below are still defined.
_NOTHING = mpf("1e-12")
_HALF_LOG2 = mp.log(2) / 2 * mpf("1.001")
_HALF_LOG10_2 = mp.log10(2) / 2 * mpf("1.001")
_LOG_LOW, _LOG_HIGH = mp.sqrt(0.5) - 1 - mpf("1e-4"), mp.sqrt(2) - 1 + mpf("1e-4")
_EIGHTH_TURN = (mp.pi / 4 * mpf("1.001")) ** 2


def _away_from_zero(x: mpf) -> mpf:
    return x if abs(x) > _NOTHING else _NOTHING


def _exp(r: mpf) -> mpf:
    """e**r = 1 + r + r**2 p(r)"""
    r = _away_from_zero(r)
    return (mp.expm1(r) - r) / r**2


def _exp2(r: mpf) -> mpf:
    """2**r = 1 + r p(r)"""
    r = _away_from_zero(r)
    return mp.expm1(r * mp.log(2)) / r


def _exp10(r: mpf) -> mpf:
    """10**r = 1 + r p(r)"""
    r = _away_from_zero(r)
    return mp.expm1(r * mp.log(10)) / r


def _log(f: mpf) -> mpf:
    """log(1+f) = f - f**2/2 + f**3 p(f)"""
    f = _away_from_zero(f)
    return (mp.log1p(f) - f + f**2 / 2) / f**3


def _log_weight(f: mpf) -> mpf:
    f = _away_from_zero(f)
    return abs(f**3 / mp.log1p(f))


def _log_series(z: mpf) -> mpf:
    """log((1+s)/(1-s)) = 2s + 2s z p(z), z = s**2"""
    s = mp.sqrt(z)
    return (mp.atanh(s) / s - 1) / z


def _log2(f: mpf) -> mpf:
    """log2(1+f) = f log2(e) + f**2 p(f)"""
    f = _away_from_zero(f)
    return (mp.log1p(f) - f) / f**2 / mp.log(2)


def _log10(f: mpf) -> mpf:
    """log10(1+f) = f log10(e) + f**2 p(f)"""
    f = _away_from_zero(f)
    return (mp.log1p(f) - f) / f**2 / mp.log(10)


def _log_square_weight(f: mpf) -> mpf:
    f = _away_from_zero(f)
    return abs(f**2 / mp.log1p(f))


def _sin(z: mpf) -> mpf:
    """sin(r) = r + r z p(z), z = r**2"""
    r = mp.sqrt(z)
    return (mp.sin(r) / r - 1) / z


def _cos(z: mpf) -> mpf:
    """cos(r) = 1 - z/2 + z**2 p(z), z = r**2"""
    return (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2


def _asin(z: mpf) -> mpf:
    """asin(x) = x + x z p(z), z = x**2"""
    x = mp.sqrt(z)
    return (mp.asin(x) / x - 1) / z


def _atan(z: mpf) -> mpf:
    """atan(x) = x + x z p(z), z = x**2"""
    x = mp.sqrt(z)
    return (mp.atan(x) / x - 1) / z


def _sinh(z: mpf) -> mpf:
    """sinh(x) = x + x z p(z), z = x**2"""
    x = mp.sqrt(z)
    return (mp.sinh(x) / x - 1) / z


def _tanh(z: mpf) -> mpf:
    """tanh(x) = x + x z p(z), z = x**2"""
    x = mp.sqrt(z)
    return (mp.tanh(x) / x - 1) / z


def _sin_pi(z: mpf) -> mpf:
    """sin(pi r) = pi r + r z p(z), z = r**2"""
    r = mp.sqrt(z)
    return (mp.sinpi(r) / r - mp.pi) / z


def _cos_pi(z: mpf) -> mpf:
    """cos(pi r) = 1 + z p(z), z = r**2"""
    return (mp.cospi(mp.sqrt(z)) - 1) / z


def _of_square(z: mpf) -> mpf:
    return z


def _pair(
    name: str,
    target: object,
    low: mpf,
    high: mpf,
    single: int,
    double: int,
    weight: object,
) -> list[Approximation]:
    """The same approximation in both precisions, by their number of coefficients; 0 for neither."""
    return [
        Approximation(name + suffix, target, low, high, tuple(range(count)), suffix == "F", weight)  # type: ignore[arg-type]
        for suffix, count in (("F", single), ("", double))
        if count
    ]


CATALOG: list[Approximation] = [
    *_pair("EXP", _exp, -_HALF_LOG2, _HALF_LOG2, 5, 11, lambda r: r**2),
    *_pair("EXP2", _exp2, mpf(-0.5), mpf(0.5), 7, 12, lambda r: abs(r)),
    *_pair("EXP10", _exp10, -_HALF_LOG10_2, _HALF_LOG10_2, 7, 12, lambda r: abs(r)),
    *_pair("LOG", _log, _LOG_LOW, _LOG_HIGH, 8, 0, _log_weight),
    *_pair("LOG2", _log2, _LOG_LOW, _LOG_HIGH, 9, 0, _log_square_weight),
    *_pair("LOG10", _log10, _LOG_LOW, _LOG_HIGH, 9, 0, _log_square_weight),
    *_pair("LOG_SERIES", _log_series, _NOTHING, mpf("0.02950"), 0, 8, _of_square),
    *_pair("SIN", _sin, _NOTHING, _EIGHTH_TURN, 3, 6, _of_square),
    *_pair("COS", _cos, _NOTHING, _EIGHTH_TURN, 3, 6, lambda z: z**2),
    *_pair("SIN_PI", _sin_pi, _NOTHING, mpf("0.0626"), 4, 7, _of_square),
    *_pair("COS_PI", _cos_pi, _NOTHING, mpf("0.0626"), 4, 8, _of_square),
    *_pair("ASIN", _asin, _NOTHING, mpf("0.2501"), 6, 13, _of_square),
    *_pair("ATAN", _atan, _NOTHING, mpf("1.0001"), 10, 0, _of_square),
    *_pair("ATAN_EIGHTH", _atan, _NOTHING, mpf("0.17165"), 0, 12, _of_square),
    *_pair("SINH", _sinh, _NOTHING, mpf("1.001"), 4, 8, _of_square),
    *_pair("TANH", _tanh, _NOTHING, mpf("0.3026"), 5, 0, _of_square),
]
