"""The functions measured: their exact values and the arguments tried, by single-precision name
and double-precision name alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mpmath import mp, mpf
from tools.accuracy import references as exact
from tools.accuracy.samples import (
    Maker,
    below_one,
    between,
    by_magnitude,
    patterns,
    positive_patterns,
)

Domains = tuple[tuple[Maker, ...], ...]


@dataclass(frozen=True)
class Measured:
    """A function: every entry of `single` and `double` is one set of argument makers."""

    name: str  # the double-precision name; the single-precision one ends in f
    exact: Callable[..., mpf]
    single: Domains
    double: Domains


def _unary(name: str, reference: Callable[..., mpf], both: tuple[Maker, ...], *more: Maker,
           single: tuple[Maker, ...] = (), double: tuple[Maker, ...] = ()) -> Measured:  # fmt: skip
    shared = (*both, *more)
    return Measured(
        name, reference, tuple((m,) for m in shared + single), tuple((m,) for m in shared + double)
    )


def _several(name: str, reference: Callable[..., mpf], *domains: tuple[Maker, ...]) -> Measured:
    return Measured(name, reference, domains, domains)


_UNIT = (between(-1, 1), between(-0.01, 0.01))
_WIDE = (*_UNIT, between(-10, 10))
_POSITIVE = (positive_patterns, between(0.9, 1.1), between(0.5, 2), between(0, 100))
_ANGLES = (*_WIDE, between(-1e5, 1e5), between(-1e9, 1e9), patterns)
_GAMMA = (between(0, 3), between(3, 20), between(-2.2, 0), between(0.99, 1.01), between(1.99, 2.01))

FUNCTIONS: list[Measured] = [
    _unary("exp", mp.exp, _UNIT, patterns, single=(between(-103, 88.7),),
           double=(between(-745, 709.7),)),
    _unary("exp2", lambda x: mpf(2) ** x, _UNIT, single=(between(-149, 128),),
           double=(between(-1074, 1024),)),
    _unary("exp10", lambda x: mpf(10) ** x, _UNIT, single=(between(-44, 38.5),),
           double=(between(-323, 308.2),)),
    _unary("expm1", mp.expm1, _UNIT, between(-50, 80), double=(between(80, 709.7),)),
    _unary("log", mp.log, _POSITIVE),
    _unary("log2", lambda x: mp.log(x, 2), _POSITIVE),
    _unary("log10", mp.log10, _POSITIVE),
    _unary("log1p", mp.log1p, _UNIT, positive_patterns, between(-1, 100)),
    _unary("sin", mp.sin, _ANGLES),
    _unary("cos", mp.cos, _ANGLES),
    _unary("tan", mp.tan, _ANGLES),
    _unary("sinpi", mp.sinpi, _WIDE, patterns),
    _unary("cospi", mp.cospi, _WIDE, patterns),
    _unary("asin", mp.asin, _UNIT, between(0.49, 0.51), between(0.99, 1)),
    _unary("acos", mp.acos, _UNIT, between(0.49, 0.51), between(0.99, 1), between(-1, -0.99)),
    _unary("atan", mp.atan, _WIDE, patterns),
    _several("atan2", mp.atan2, (between(-1, 1), between(-1, 1)), (patterns, patterns),
             (between(-1, 1), between(-100, 100))),
    _unary("sinh", mp.sinh, _WIDE, single=(between(-89.3, 89.3),), double=(between(-710, 710),)),
    _unary("cosh", mp.cosh, _WIDE, single=(between(-89.3, 89.3),), double=(between(-710, 710),)),
    _unary("tanh", mp.tanh, _WIDE, between(-30, 30)),
    _unary("asinh", mp.asinh, _WIDE, patterns),
    _unary("acosh", mp.acosh, (between(1, 1.01), between(1, 2), between(1, 1000)),
           by_magnitude(0, 37)),
    _unary("atanh", mp.atanh, _UNIT, between(0.9, 1)),
    _several("pow", lambda x, y: x**y, (between(0, 10), between(-30, 30)),
             (between(0.9, 1.1), between(-700, 700)), (between(0, 1e-3), between(-12, 12)),
             (positive_patterns, between(-2, 2)), (between(0.999, 1.001), between(-8e4, 8e4))),
    _unary("rsqrt", lambda x: 1 / mp.sqrt(x), _POSITIVE),
    _unary("cbrt", exact.cube_root, _WIDE, patterns),
    _unary("rcbrt", lambda x: 1 / exact.cube_root(x), _WIDE, patterns),
    *(
        _several(name, reference, (patterns,) * count, (between(-3, 3),) * count)
        for name, reference, count in (
            ("hypot", exact.norm, 2),
            ("rhypot", exact.inverse_norm, 2),
            ("norm3d", exact.norm, 3),
            ("rnorm3d", exact.inverse_norm, 3),
            ("norm4d", exact.norm, 4),
            ("rnorm4d", exact.inverse_norm, 4),
        )
    ),
    _unary("erf", mp.erf, _UNIT, between(-6, 6)),
    _unary("erfc", mp.erfc, _UNIT, between(-6, 6), single=(between(6, 10.05),),
           double=(between(6, 27.2),)),
    _unary("erfcx", exact.scaled_complement, _UNIT, between(-9, 10), by_magnitude(1, 30),
           double=(between(-26, -9),)),
    _unary("normcdf", exact.normal, _UNIT, between(-14, 6), double=(between(-38, -14),)),
    _unary("erfinv", mp.erfinv, _UNIT, single=(below_one(7),), double=(below_one(16),)),
    _unary("erfcinv", exact.inverse_complement, (between(0, 2),), single=(by_magnitude(-44, 0),),
           double=(by_magnitude(-307, 0),)),
    _unary("normcdfinv", exact.inverse_normal, (between(0, 1),), single=(by_magnitude(-44, -1),),
           double=(by_magnitude(-307, -1),)),
    _unary("lgamma", exact.logarithm_of_gamma, _GAMMA, between(20, 1e6),
           single=(between(-100, -10.01), by_magnitude(-37, 35)),
           double=(between(-60, -23.1), by_magnitude(-300, 300))),
    _unary("tgamma", mp.gamma, (between(-3, 3), between(0, 20)), single=(between(20, 35),),
           double=(between(20, 171), between(-170, -1))),
    _unary("j0", lambda x: mp.besselj(0, x), (between(-8, 8), between(2.39, 2.41))),
    _unary("j1", lambda x: mp.besselj(1, x), (between(-8, 8), between(3.82, 3.84))),
    _unary("y0", lambda x: mp.bessely(0, x), (between(0, 8), between(0.88, 0.9)),
           by_magnitude(-30, 0)),
    _unary("y1", lambda x: mp.bessely(1, x), (between(0, 8), between(2.19, 2.2)),
           by_magnitude(-30, 0)),
    _unary("cyl_bessel_i0", lambda x: mp.besseli(0, x), (between(-8, 8), between(8, 88))),
    _unary("cyl_bessel_i1", lambda x: mp.besseli(1, x), (between(-8, 8), between(8, 88))),
    _several("fmod", exact.modulo, (between(-100, 100), between(-3, 3)), (patterns, patterns)),
]  # fmt: skip
