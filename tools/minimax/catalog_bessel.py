"""Bessel functions of orders 0 and 1, in double precision.

Around each zero below 8 the distance to it is a factor, so that the relative error holds there
too; from 8 on the amplitudes of the asymptotic form are approximated.
"""

from __future__ import annotations

from collections.abc import Callable

from mpmath import mp, mpf
from tools.minimax.approximation import Approximation
from tools.minimax.lawson import Function

_NOTHING = mpf("1e-12")
Bessel = Callable[[mpf], mpf]


def _j(order: int) -> Bessel:
    return lambda x: mp.besselj(order, x)


def _y(order: int) -> Bessel:
    return lambda x: mp.bessely(order, x)


def _around_zero(function: Bessel, zero: mpf, name: str) -> Function:
    """function(zero + d) = d p(d)"""

    def target(d: mpf) -> mpf:
        if abs(d) < _NOTHING:
            d = _NOTHING
        return function(zero + d) / d

    target.__doc__ = f"{name}(zero + d) = d p(d), zero {mp.nstr(zero, 8)}"
    return target


def _j0_centre(z: mpf) -> mpf:
    """j0(x) = p(z), z = x**2"""
    return mp.besselj(0, mp.sqrt(z))


def _j1_centre(z: mpf) -> mpf:
    """j1(x) = x p(z), z = x**2"""
    x = mp.sqrt(z)
    return mp.besselj(1, x) / x


_Y0_FIRST = mp.findroot(_y(0), mpf("0.9"))
_Y1_FIRST = mp.findroot(_y(1), mpf("2.2"))


def _y0_centre(z: mpf) -> mpf:
    """y0(x) = 2/pi log(x/zero) j0(x) + (x-zero)(x+zero) p(z), z = x**2"""
    if abs(z - _Y0_FIRST**2) < _NOTHING:
        z = _Y0_FIRST**2 + _NOTHING
    x = mp.sqrt(z)
    rest = mp.bessely(0, x) - 2 / mp.pi * mp.log(x / _Y0_FIRST) * mp.besselj(0, x)
    return rest / (z - _Y0_FIRST**2)


def _y1_centre(z: mpf) -> mpf:
    """y1(x) = 2/pi log(x/zero) j1(x) + (x-zero)(x+zero)/x p(z), z = x**2"""
    if abs(z - _Y1_FIRST**2) < _NOTHING:
        z = _Y1_FIRST**2 + _NOTHING
    x = mp.sqrt(z)
    rest = mp.bessely(1, x) - 2 / mp.pi * mp.log(x / _Y1_FIRST) * mp.besselj(1, x)
    return rest * x / (z - _Y1_FIRST**2)


def _amplitudes(order: int, x: mpf) -> tuple[mpf, mpf]:
    """p and q of j = sqrt(2/(pi x)) (p cos(c) - q sin(c)), c = x - order pi/2 - pi/4."""
    angle = x - order * mp.pi / 2 - mp.pi / 4
    size = mp.sqrt(mp.pi * x / 2)
    j, y = mp.besselj(order, x), mp.bessely(order, x)
    sine, cosine = mp.sin(angle), mp.cos(angle)
    return size * (j * cosine + y * sine), size * (y * cosine - j * sine)


def _cosine_amplitude(order: int) -> Function:
    def target(z: mpf) -> mpf:
        return _amplitudes(order, 1 / mp.sqrt(z))[0]

    target.__doc__ = f"cosine amplitude of order {order} = p(z), z = 1/x**2"
    return target


def _sine_amplitude(order: int) -> Function:
    def target(z: mpf) -> mpf:
        x = 1 / mp.sqrt(z)
        return _amplitudes(order, x)[1] * x

    target.__doc__ = f"sine amplitude of order {order} = p(z)/x, z = 1/x**2"
    return target


def _i0_centre(z: mpf) -> mpf:
    """i0(x) = p(z), z = x**2/4"""
    return mp.besseli(0, 2 * mp.sqrt(z))


def _i1_centre(z: mpf) -> mpf:
    """i1(x) = x p(z), z = x**2/4"""
    x = 2 * mp.sqrt(z)
    return mp.besseli(1, x) / x


def _i_far(order: int) -> Function:
    def target(u: mpf) -> mpf:
        x = 1 / (u + mpf("0.065"))
        return mp.besseli(order, x) * mp.exp(-x) * mp.sqrt(x)

    target.__doc__ = f"i{order}(x) = e**x / sqrt(x) p(1/x - 0.065)"
    return target


def _on(name: str, target: Function, low: object, high: object, count: int) -> Approximation:
    return Approximation(name, target, mpf(low), mpf(high), tuple(range(count)), False)  # type: ignore[arg-type]


def _zero(
    name: str, function: Bessel, guess: str, low: str, high: str, count: int
) -> Approximation:
    """Around the zero near `guess`, for arguments from low to high."""
    zero = mp.findroot(function, mpf(guess))
    target = _around_zero(function, zero, name.split("_")[0].lower())
    return _on(name, target, mpf(low) - zero, mpf(high) - zero, count)


_SMALLEST = mpf("1e-6")
_FAR = mpf(1) / 64 * mpf("1.001")
CATALOG: list[Approximation] = [
    _on("J0_CENTRE", _j0_centre, _NOTHING, "1.7", 10),
    _zero("J0_FIRST", _j(0), "2.4", "1.29", "3.96", 18),
    _zero("J0_SECOND", _j(0), "5.5", "3.94", "7.05", 19),
    _zero("J0_THIRD", _j(0), "8.65", "7.0", "8.01", 14),
    _on("J1_CENTRE", _j1_centre, _NOTHING, "4.1", 12),
    _zero("J1_FIRST", _j(1), "3.83", "2.0", "5.45", 20),
    _zero("J1_SECOND", _j(1), "7.0", "5.4", "8.01", 18),
    _on("Y0_CENTRE", _y0_centre, _NOTHING, "6.3", 13),
    _zero("Y0_SECOND", _y(0), "3.96", "2.45", "5.55", 24),
    _zero("Y0_THIRD", _y(0), "7.09", "5.5", "8.01", 19),
    _on("Y1_CENTRE", _y1_centre, _NOTHING, "14.5", 17),
    _zero("Y1_SECOND", _y(1), "5.43", "3.75", "7.05", 22),
    _zero("Y1_THIRD", _y(1), "8.6", "7.0", "8.01", 14),
    _on("J0_COSINE", _cosine_amplitude(0), _SMALLEST, _FAR, 9),
    _on("J0_SINE", _sine_amplitude(0), _SMALLEST, _FAR, 9),
    _on("J1_COSINE", _cosine_amplitude(1), _SMALLEST, _FAR, 9),
    _on("J1_SINE", _sine_amplitude(1), _SMALLEST, _FAR, 9),
    _on("I0_CENTRE", _i0_centre, _NOTHING, "16.01", 20),
    _on("I1_CENTRE", _i1_centre, _NOTHING, "16.01", 20),
    _on("I0_FAR", _i_far(0), "-0.0637", "0.0601", 25),
    _on("I1_FAR", _i_far(1), "-0.0637", "0.0601", 25),
]
