"""LLVM's OpenMP runtime, for host code compiled with -fopenmp.

clang's OpenMP calls libomp, not gcc's libgomp. The `cmeel-libomp` wheel brings it; a distribution's
own (Debian: libomp-dev) serves as well.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OPENMP_HOME: Final = "openmp"  # below the CUDA home
_SYSTEM_PLACES: Final = ("usr/lib/llvm-*", "usr/lib64/llvm*", "usr/local", "usr")


@dataclass(frozen=True)
class OpenMp:
    """An OpenMP runtime found: its library and its header."""

    library: Path
    header: Path


def find_openmp() -> OpenMp | None:
    """libomp and omp.h, or None if this machine has neither wheel nor package."""
    for prefix in _prefixes():
        library = prefix / "lib" / "libomp.so"
        for header in (prefix / "include" / "omp.h", *prefix.glob("lib/clang/*/include/omp.h")):
            if library.exists() and header.exists():
                return OpenMp(library.resolve(), header)
    return None


def _prefixes() -> list[Path]:
    wheels = [Path(entry) / "cmeel.prefix" for entry in sys.path]
    return wheels + [path for pattern in _SYSTEM_PLACES for path in sorted(Path("/").glob(pattern))]
