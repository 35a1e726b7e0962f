"""From a case's sources to commands that run its variants."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.cuda.case import Case, Scalars
from benchmarks.cuda.variant_process import VariantError, VariantMissing
from benchmarks.cuda.variants import Kind, Variant

KERNELS = Path(__file__).parent / "kernels"
NVCC = (sys.executable, "-m", "jarip.cli.main", "nvcc")
BUILD_SECONDS = 300


def build_variant(variant: Variant, case: Case, directory: Path) -> list[str]:
    """The command that serves the variant, without the problem's arguments; builds if need be.

    Raises VariantError with the compiler's words.
    """
    match variant.kind:
        case Kind.CUDA:
            return [compile_cuda(f"{case.name}.cu", directory / variant.name, variant.flags)]
        case Kind.OPENMP:
            return [compile_c(f"{case.name}.c", directory / variant.name, variant.flags)]
        case Kind.LIMIT:
            return [compile_c(variant.source, directory / variant.name, variant.flags)]
        case Kind.OPENCL:
            return [sys.executable, "-m", "benchmarks.cuda.hosts.opencl"]
        case Kind.LIBRARY:
            if case.library is None:
                raise VariantMissing("no single call does this")
            return [sys.executable, "-m", "benchmarks.cuda.hosts.library"]


def compile_cuda(source: str, program: Path, flags: Sequence[str] = ()) -> str:
    """Builds KERNELS/source with `jarip nvcc`; returns the program's path."""
    return run_compiler([*NVCC, "-O3", *flags, str(KERNELS / source), "-o", str(program)], program)


def compile_c(source: str, program: Path, flags: Sequence[str]) -> str:
    """Builds KERNELS/source with gcc; returns the program's path."""
    compiler = shutil.which("gcc")
    if compiler is None:
        raise VariantMissing("gcc is not installed")
    command = [compiler, *flags, str(KERNELS / source), "-o", str(program), "-lm"]
    return run_compiler(command, program)


def run_compiler(command: Sequence[str], program: Path) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_SECONDS)
    except subprocess.TimeoutExpired:
        raise VariantError(f"{program.name}: no program within {BUILD_SECONDS} s") from None
    if done.returncode or not program.exists():
        raise VariantError(f"{program.name} does not build: {done.stderr.strip()[-2000:]}")
    return str(program)


def problem_arguments(scalars: Scalars, limits: Mapping[str, int]) -> list[str]:
    """The scalars as name=value, exact for floats; the limits' byte and operation counts."""
    return [f"{name}={value!r}" for name, value in {**scalars, **limits}.items()]


def run_environment(threads: int, cache: Path) -> dict[str, str]:
    """The same number of threads for everybody, and caches that belong to this run."""
    count = str(threads)
    return {
        "JARIP_THREADS": count,
        "JARIP_CACHE_DIR": str(cache),
        "OMP_NUM_THREADS": count,
        "OMP_DYNAMIC": "false",
        "MKL_NUM_THREADS": count,
        "POCL_MAX_PTHREAD_COUNT": count,
        "POCL_CACHE_DIR": str(cache / "pocl"),
        "PYOPENCL_NO_CACHE": "1",
    }


def available_threads() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0))
