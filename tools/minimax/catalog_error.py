"""The error function, its complement, their inverses, the normal distribution."""

from __future__ import annotations

from mpmath import mp, mpf
from tools.minimax.approximation import Approximation
from tools.minimax.lawson import Function

_NOTHING = mpf("1e-12")
# (x - k) / (x + k) maps [0, inf) to [-1, 1); these k level the error best.
_TURN_SINGLE, _TURN_DOUBLE = mpf(2), mpf(4)


def _erf(z: mpf) -> mpf:
    """erf(x) = x + x p(z), z = x**2"""
    x = mp.sqrt(z)
    return mp.erf(x) / x - 1


def _erf_weight(z: mpf) -> mpf:
    return 1 / (1 + abs(_erf(z)))


def _scaled_complement(x: mpf) -> mpf:
    """(1 + 2x) exp(x**2) erfc(x)"""
    if x > 1000:
        # Asymptotic series: no cancellation, no overflow.
        terms = [mpf(1)]
        for k in range(1, 12):
            terms.append(terms[-1] * -(2 * k - 1) / (2 * x * x))
        return (1 + 2 * x) / (x * mp.sqrt(mp.pi)) * mp.fsum(terms)
    return (1 + 2 * x) * mp.exp(x * x) * mp.erfc(x)


def _erfcx_single(t: mpf) -> mpf:
    """erfcx(x) (1 + 2x) = p(t), t = (x-2)/(x+2)"""
    return _scaled_complement(_TURN_SINGLE * (1 + t) / (1 - t))


def _erfcx_double(t: mpf) -> mpf:
    """erfcx(x) (1 + 2x) = p(t), t = (x-4)/(x+4)"""
    return _scaled_complement(_TURN_DOUBLE * (1 + t) / (1 - t))


def _inverse(w: mpf) -> tuple[mpf, mpf]:
    """x and y = erf(x) for which -log(1 - y**2) = w; returns x and y."""
    if w <= 0:
        return mp.sqrt(mp.pi) / 2, mpf(1)  # their ratio's limit
    x = mp.sqrt(w)
    for _ in range(100):
        complement = mp.erfc(x)
        value = -mp.log(complement * (2 - complement)) - w
        slope = 2 / mp.sqrt(mp.pi) * mp.exp(-x * x) * (1 / complement - 1 / (2 - complement))
        step = value / slope
        x -= step
        if abs(step) < abs(x) * mpf("1e-45"):
            break
    return x, mp.erf(x)


def _erfinv_centre(middle: mpf) -> Function:
    def target(w: mpf) -> mpf:
        x, y = _inverse(w + middle)
        return x / y

    target.__doc__ = f"erfinv(y) = y p(w - {mp.nstr(middle)}), w = -log(1 - y**2)"
    return target


def _erfinv_near(middle: mpf) -> Function:
    def target(v: mpf) -> mpf:
        x, y = _inverse((v + middle) ** 2)
        return x / y

    target.__doc__ = f"erfinv(y) = y p(v - {mp.nstr(middle)}), v = sqrt(-log(1 - y**2))"
    return target


def _erfinv_far(u: mpf) -> mpf:
    """erfcinv(y) = v p(1/v - 0.1), v = sqrt(-log(y (2-y)))"""
    v = 1 / (u + mpf("0.1"))
    x, _ = _inverse(v * v)
    return x / v


def _of(
    name: str, target: object, low: object, high: object, count: int, single: bool
) -> Approximation:
    return Approximation(name, target, mpf(low), mpf(high), tuple(range(count)), single)  # type: ignore[arg-type]


CATALOG: list[Approximation] = [
    Approximation("ERFF", _erf, _NOTHING, mpf(1), tuple(range(7)), True, _erf_weight),
    Approximation("ERF", _erf, _NOTHING, mpf(1), tuple(range(13)), False, _erf_weight),
    _of("ERFCXF", _erfcx_single, -1, "0.99999", 13, True),
    _of("ERFCX", _erfcx_double, -1, "0.9999999", 26, False),
    _of("ERFINV_CENTREF", _erfinv_centre(mpf("2.5")), "-2.5", "2.51", 11, True),
    _of("ERFINV_NEARF", _erfinv_near(mpf(3)), "-0.77", "1.01", 10, True),
    _of("ERFINV_FARF", _erfinv_far, "-0.003", "0.1505", 8, True),
    _of("ERFINV_CENTRE", _erfinv_centre(mpf("3.125")), "-3.125", "3.135", 24, False),
    _of("ERFINV_NEAR", _erfinv_near(mpf("3.25")), "-0.755", "0.755", 19, False),
    _of("ERFINV_MIDDLE", _erfinv_near(mpf(5)), "-1.005", "1.1", 18, False),
    _of("ERFINV_FAR", _erfinv_far, "-0.0635", "0.065", 22, False),
]
