"""Zeros, infinities, NaN and the ends of the range, as C99 annex F and CUDA's reference say."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from tools.accuracy.library import HostLibrary

INF, NAN = math.inf, math.nan
PI = math.pi

# name, argument, result; -0.0 and 0.0 are told apart.
UNARY: list[tuple[str, float, float]] = [
    ("exp", 0.0, 1.0), ("exp", -0.0, 1.0), ("exp", INF, INF), ("exp", -INF, 0.0),
    ("exp", 1e30, INF), ("exp", -1e30, 0.0),
    ("exp2", -INF, 0.0), ("exp2", INF, INF), ("exp2", 3.0, 8.0),
    ("exp10", -INF, 0.0), ("exp10", INF, INF), ("exp10", 2.0, 100.0),
    ("expm1", -0.0, -0.0), ("expm1", -INF, -1.0), ("expm1", INF, INF),
    ("log", 0.0, -INF), ("log", -0.0, -INF), ("log", 1.0, 0.0), ("log", INF, INF),
    ("log", -1.0, NAN),
    ("log2", 8.0, 3.0), ("log2", 0.0, -INF), ("log2", -1.0, NAN), ("log2", INF, INF),
    ("log10", 1000.0, 3.0), ("log10", 0.0, -INF), ("log10", -1.0, NAN),
    ("log1p", -0.0, -0.0), ("log1p", -1.0, -INF), ("log1p", -2.0, NAN), ("log1p", INF, INF),
    ("sin", -0.0, -0.0), ("sin", INF, NAN), ("cos", INF, NAN), ("cos", -0.0, 1.0),
    ("tan", -0.0, -0.0), ("tan", -INF, NAN),
    ("sinpi", 1.0, 0.0), ("sinpi", -1.0, -0.0), ("sinpi", 0.5, 1.0), ("sinpi", INF, NAN),
    ("sinpi", -0.0, -0.0), ("cospi", 0.5, 0.0), ("cospi", 1.0, -1.0), ("cospi", INF, NAN),
    ("asin", -0.0, -0.0), ("asin", 1.5, NAN), ("acos", 1.0, 0.0), ("acos", -1.5, NAN),
    ("atan", -0.0, -0.0), ("atan", INF, PI / 2), ("atan", -INF, -PI / 2),
    ("sinh", -0.0, -0.0), ("sinh", -INF, -INF), ("cosh", -INF, INF), ("cosh", 0.0, 1.0),
    ("tanh", -0.0, -0.0), ("tanh", INF, 1.0), ("tanh", -INF, -1.0),
    ("asinh", -0.0, -0.0), ("asinh", -INF, -INF), ("acosh", 1.0, 0.0), ("acosh", 0.5, NAN),
    ("acosh", INF, INF), ("atanh", -0.0, -0.0), ("atanh", 1.0, INF), ("atanh", -1.0, -INF),
    ("atanh", 2.0, NAN),
    ("rsqrt", 0.0, INF), ("rsqrt", -0.0, -INF), ("rsqrt", INF, 0.0), ("rsqrt", -1.0, NAN),
    ("cbrt", -0.0, -0.0), ("cbrt", -INF, -INF), ("cbrt", 27.0, 3.0), ("cbrt", -8.0, -2.0),
    ("rcbrt", 0.0, INF), ("rcbrt", -0.0, -INF), ("rcbrt", INF, 0.0), ("rcbrt", 8.0, 0.5),
    ("erf", -0.0, -0.0), ("erf", INF, 1.0), ("erf", -INF, -1.0),
    ("erfc", INF, 0.0), ("erfc", -INF, 2.0), ("erfc", 0.0, 1.0),
    ("erfcx", INF, 0.0), ("erfcx", -INF, INF), ("erfcx", 0.0, 1.0),
    ("erfinv", -0.0, -0.0), ("erfinv", 1.0, INF), ("erfinv", -1.0, -INF), ("erfinv", 2.0, NAN),
    ("erfcinv", 0.0, INF), ("erfcinv", 2.0, -INF), ("erfcinv", 1.0, 0.0), ("erfcinv", 3.0, NAN),
    ("normcdf", INF, 1.0), ("normcdf", -INF, 0.0), ("normcdf", 0.0, 0.5),
    ("normcdfinv", 0.0, -INF), ("normcdfinv", 1.0, INF), ("normcdfinv", -1.0, NAN),
    ("lgamma", 1.0, 0.0), ("lgamma", 2.0, 0.0), ("lgamma", 0.0, INF), ("lgamma", -3.0, INF),
    ("lgamma", INF, INF), ("lgamma", -INF, INF),
    ("tgamma", 0.0, INF), ("tgamma", -0.0, -INF), ("tgamma", -2.0, NAN), ("tgamma", INF, INF),
    ("tgamma", -INF, NAN), ("tgamma", 5.0, 24.0), ("tgamma", 1.0, 1.0),
    ("j0", INF, 0.0), ("j0", 0.0, 1.0), ("j1", -0.0, -0.0), ("y0", 0.0, -INF), ("y1", 0.0, -INF),
    ("y0", -1.0, NAN), ("y0", INF, 0.0),
    ("cyl_bessel_i0", 0.0, 1.0), ("cyl_bessel_i0", -INF, INF), ("cyl_bessel_i1", -INF, -INF),
    ("cyl_bessel_i1", -0.0, -0.0),
    ("logb", 0.0, -INF), ("logb", -INF, INF), ("logb", 10.0, 3.0),
]  # fmt: skip

BINARY: list[tuple[str, float, float, float]] = [
    ("pow", 0.0, -3.0, INF), ("pow", -0.0, -3.0, -INF), ("pow", -0.0, 3.0, -0.0),
    ("pow", -0.0, 2.0, 0.0), ("pow", -1.0, INF, 1.0), ("pow", -1.0, -INF, 1.0),
    ("pow", 1.0, NAN, 1.0), ("pow", NAN, 0.0, 1.0), ("pow", -2.0, 0.5, NAN),
    ("pow", 0.5, -INF, INF), ("pow", 2.0, -INF, 0.0), ("pow", 0.5, INF, 0.0),
    ("pow", 2.0, INF, INF),
    ("pow", -INF, -3.0, -0.0), ("pow", -INF, -2.0, 0.0), ("pow", -INF, 3.0, -INF),
    ("pow", -INF, 2.5, INF), ("pow", INF, -1.0, 0.0), ("pow", INF, 0.5, INF),
    ("pow", -2.0, 3.0, -8.0),
    ("pow", 10.0, 400.0, INF), ("pow", 10.0, -400.0, 0.0), ("pow", -2.0, -3.0, -0.125),
    ("atan2", 0.0, 1.0, 0.0), ("atan2", -0.0, 1.0, -0.0), ("atan2", 0.0, -1.0, PI),
    ("atan2", -0.0, -1.0, -PI), ("atan2", 0.0, 0.0, 0.0), ("atan2", -0.0, -0.0, -PI),
    ("atan2", 1.0, 0.0, PI / 2), ("atan2", INF, INF, PI / 4), ("atan2", INF, -INF, 3 * PI / 4),
    ("atan2", 1.0, INF, 0.0), ("atan2", -1.0, -INF, -PI), ("atan2", -INF, 1.0, -PI / 2),
    ("hypot", INF, NAN, INF), ("hypot", -INF, 1.0, INF), ("hypot", 0.0, 0.0, 0.0),
    ("rhypot", INF, NAN, 0.0), ("rhypot", 0.0, 0.0, INF),
    ("fmod", 5.0, INF, 5.0), ("fmod", INF, 2.0, NAN), ("fmod", 1.0, 0.0, NAN),
    ("fmod", -6.0, 3.0, -0.0), ("fmod", -7.0, 3.0, -1.0),
    ("remainder", 5.0, 3.0, -1.0), ("remainder", 3.0, 2.0, -1.0), ("remainder", 5.0, 2.0, 1.0),
    ("remainder", INF, 1.0, NAN), ("remainder", 1.0, INF, 1.0), ("remainder", 1.0, 0.0, NAN),
    ("nextafter", 1.0, 1.0, 1.0), ("nextafter", NAN, 1.0, NAN),
    ("fdim", 3.0, 1.0, 2.0), ("fdim", 1.0, 3.0, 0.0), ("fdim", NAN, 1.0, NAN),
]  # fmt: skip


def same(result: float, expected: float, kind: type) -> bool:
    """Equal after rounding to `kind`, zeros by sign; transcendental constants within an ulp."""
    wanted = float(kind(expected))
    if math.isnan(wanted) or math.isnan(result):
        return math.isnan(wanted) and math.isnan(result)
    if wanted == 0 or math.isinf(wanted):
        return wanted == result and math.copysign(1, wanted) == math.copysign(1, result)
    return abs(result - wanted) <= float(np.spacing(kind(abs(wanted))))


def check(library: HostLibrary, name: str, arguments: Sequence[float], expected: float) -> None:
    for kind, suffix in ((np.float32, "f"), (np.float64, "")):
        with np.errstate(over="ignore"):
            columns = [np.array([value], kind) for value in arguments]
        result = float(library.call(f"__jarip_{name}{suffix}", kind, *columns)[0])
        assert same(result, expected, kind), f"{name}{suffix}{tuple(arguments)} gave {result}"


@pytest.mark.parametrize(("name", "argument", "expected"), UNARY)
def test_unary(host_library: HostLibrary, name: str, argument: float, expected: float) -> None:
    check(host_library, name, [argument], expected)


@pytest.mark.parametrize(("name", "x", "y", "expected"), BINARY)
def test_binary(host_library: HostLibrary, name: str, x: float, y: float, expected: float) -> None:
    check(host_library, name, [x, y], expected)


def test_nan_stays_nan(host_library: HostLibrary) -> None:
    for name in sorted({row[0] for row in UNARY}):
        check(host_library, name, [NAN], NAN)


def test_subnormal_arguments_and_results(host_library: HostLibrary) -> None:
    tiny = float(np.float64(5e-324))
    check(host_library, "log2", [2.0**-149], -149.0)
    assert host_library.call("__jarip_log2", np.float64, np.array([tiny]))[0] == -1074.0
    assert host_library.call("__jarip_exp2", np.float64, np.array([-1074.0]))[0] == tiny
    zero, one = np.array([0.0]), np.array([1.0])
    assert host_library.call("__jarip_nextafter", np.float64, zero, one)[0] == tiny
    assert host_library.call("__jarip_sin", np.float64, np.array([tiny]))[0] == tiny
    assert host_library.call("__jarip_cbrt", np.float64, np.array([2.0**-1074]))[0] == 2.0**-358
