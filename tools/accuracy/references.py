"""Exact values of what mpmath doesn't have under the names of CUDA."""

from __future__ import annotations

from mpmath import mp, mpf

mp.dps = 45


def cube_root(x: mpf) -> mpf:
    return mp.sign(x) * mp.cbrt(abs(x))


def scaled_complement(x: mpf) -> mpf:
    """erfcx: exp(x**2) erfc(x), by its asymptotic series where the factors leave the range."""
    if x < 1000:
        return mp.exp(x * x) * mp.erfc(x)
    terms = [mpf(1)]
    for k in range(1, 12):
        terms.append(terms[-1] * -(2 * k - 1) / (2 * x * x))
    return mp.fsum(terms) / (x * mp.sqrt(mp.pi))


def inverse_complement(y: mpf) -> mpf:
    """erfcinv; by Newton's method on the logarithm where y is too small for erfinv(1-y)."""
    if y > 1.5:
        return -inverse_complement(2 - y)
    if y > mpf("1e-5"):
        return mp.erfinv(1 - y)
    x = mp.sqrt(-mp.log(y))
    for _ in range(60):
        complement = mp.erfc(x)
        slope = -2 / mp.sqrt(mp.pi) * mp.exp(-x * x) / complement
        step = (mp.log(complement) - mp.log(y)) / slope
        x -= step
        if abs(step) < abs(x) * mpf("1e-40"):
            break
    return x


def inverse_normal(p: mpf) -> mpf:
    return -mp.sqrt(2) * inverse_complement(2 * p)


def normal(x: mpf) -> mpf:
    return mp.erfc(-x / mp.sqrt(2)) / 2


def logarithm_of_gamma(x: mpf) -> mpf:
    if x > 0:
        return mp.loggamma(x)
    return mp.log(abs(mp.pi / (x * mp.sinpi(x)))) - mp.loggamma(-x)


def norm(*values: mpf) -> mpf:
    return mp.sqrt(mp.fsum(v * v for v in values))


def inverse_norm(*values: mpf) -> mpf:
    return 1 / norm(*values)


def modulo(x: mpf, y: mpf) -> mpf:
    """The remainder of |x| and |y|, with the sign of x."""
    return mp.sign(x) * mp.fmod(abs(x), abs(y))
