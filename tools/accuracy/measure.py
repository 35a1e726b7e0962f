"""The largest error found of a function, over random arguments."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from mpmath import mp, mpf
from tools.accuracy.functions import Domains, Measured
from tools.accuracy.library import HostLibrary
from tools.accuracy.ulp import DOUBLE, SINGLE, Format, error


@dataclass(frozen=True)
class Finding:
    """The largest error, in units of the last place, and the arguments it was found at."""

    error: float
    arguments: tuple[float, ...]


def measure_single(library: HostLibrary, function: Measured, samples: int) -> Finding:
    name = f"{function.name}f"
    return _measure(library, name, function, function.single, np.float32, SINGLE, samples)


def measure_double(library: HostLibrary, function: Measured, samples: int) -> Finding:
    name = function.name
    return _measure(library, name, function, function.double, np.float64, DOUBLE, samples)


def _measure(
    library: HostLibrary,
    name: str,
    function: Measured,
    domains: Domains,
    kind: type,
    form: Format,
    samples: int,
) -> Finding:
    """`samples` arguments of each domain; the seed depends on the name alone."""
    random = np.random.default_rng(zlib.crc32(name.encode()))
    worst = Finding(0.0, ())
    for makers in domains:
        arguments = [make(random, samples, kind) for make in makers]
        results = library.call(f"__jarip_{name}", kind, *arguments)
        for index in range(samples):
            values = tuple(float(a[index]) for a in arguments)
            found = error(float(results[index]), _exact(function, values), form)
            if found > worst.error:
                worst = Finding(found, values)
    return worst


def _exact(function: Measured, values: tuple[float, ...]) -> mpf:
    try:
        value = function.exact(*map(mpf, values))
    except (ZeroDivisionError, ValueError):
        return mp.nan if values != (0.0,) else mp.inf
    return mp.nan if isinstance(value, mp.mpc) else value
