"""What compiling a case costs: first launches with a cold and a warm cache, and size of code."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cuda.kernel_object import KernelObject, read_kernel_object
from benchmarks.cuda.variant_process import VariantProcess


@dataclass(frozen=True)
class CompileCost:
    """Seconds. `cold` and `cached` are first runs less a later one, in a process of their own.

    `cold` holds the start of the compiler worker, once, and the compilation of every kernel of
    the case; `cached` finds them all in the cache and loads them.
    """

    build: float
    cold: float
    cached: float
    kernels: tuple[KernelObject, ...]


def measure_compile_cost(
    command: Sequence[str], environment: dict[str, str], cache: Path, build_seconds: float
) -> CompileCost:
    """`cache` must hold no kernel object yet. Raises VariantError where the program fails."""
    cold = first_run_seconds(command, environment)
    cached = first_run_seconds(command, environment)
    paths = sorted((cache / "objects").glob("**/*-*x*x*.so"))
    return CompileCost(build_seconds, cold, cached, tuple(map(read_kernel_object, paths)))


def first_run_seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    """The first run of a new process, less its third."""
    with VariantProcess("jarip", command, environment) as process:
        first, _, later = process.time(3, True)
    return max(0.0, first - later)


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._start
