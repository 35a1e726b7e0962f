"""-fopenmp for host code: the header and the runtime of the CUDA home's openmp/ tree."""

from __future__ import annotations

from pathlib import Path

from jarip.cuda.frontend.openmp import OPENMP_HOME
from jarip.cuda.nvcc.command_line import CommandLineError

_OPENMP_VERSION = 201511  # as gcc says; from 201811 on, omp.h uses pragmas that need OpenMP on


def openmp_compile_flags(host: tuple[str, ...], home: Path) -> list[str]:
    """Where `#include <omp.h>` is found; looked in last, so that a project's own comes first."""
    place = home / OPENMP_HOME
    if "-fopenmp" in host and not place.exists():
        raise CommandLineError(
            "-fopenmp needs LLVM's OpenMP runtime: pip install cmeel-libomp, or your system's "
            "libomp-dev package, then run `jarip cuda-home --rebuild`"
        )
    return ["-idirafter", str(place / "include")]


def openmp_device_flags(host: tuple[str, ...], home: Path) -> list[str]:
    """The device half sees the same text, and so the same header and macro; clang has no OpenMP
    for it and defines none."""
    flags = openmp_compile_flags(host, home)
    return [*flags, f"-D_OPENMP={_OPENMP_VERSION}"] if "-fopenmp" in host else flags


def openmp_link_flags(host: tuple[str, ...], link_items: list[str], home: Path) -> list[str]:
    """Link libomp if host code uses it; `-lgomp` means it too, see `jarip.cuda.home.build`."""
    place = home / OPENMP_HOME / "lib"
    asked = "-fopenmp" in host
    if not asked and not {"-lgomp", "-lomp", "-liomp5"} & set(link_items):
        return []
    return [f"-L{place}", "-Wl,-rpath," + str(place), *(["-lomp"] if asked else [])]
