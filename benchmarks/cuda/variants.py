"""The columns of the table: every way in which a case is run."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    CUDA = "cuda"  # NAME.cu through `jarip nvcc`
    OPENMP = "openmp"  # NAME.c through gcc
    OPENCL = "opencl"  # NAME.cl through the first OpenCL CPU device, PoCL
    LIBRARY = "library"  # one call of NumPy or torch
    LIMIT = "limit"  # what the machine can do at best


@dataclass(frozen=True)
class Variant:
    """`source` is the program's file for limits; other kinds take the case's."""

    name: str
    heading: str
    kind: Kind
    flags: tuple[str, ...] = ()
    source: str = ""


NATIVE = ("-march=native", "-fopenmp", "-std=gnu11")
WIDE = ("-mprefer-vector-width=512",)
HAND = ("-DBENCH_HAND_SIMD",)

OURS = Variant("jarip", "Jarip", Kind.CUDA)
OURS_FAST = Variant("jarip-fast", "Jarip --use_fast_math", Kind.CUDA, ("--use_fast_math",))

VARIANTS: dict[str, Variant] = {
    variant.name: variant
    for variant in (
        OURS,
        OURS_FAST,
        Variant("omp-O3", "gcc -O3", Kind.OPENMP, ("-O3", *NATIVE)),
        Variant("omp-Ofast", "gcc -Ofast", Kind.OPENMP, ("-Ofast", *NATIVE)),
        Variant("simd-O3", "simd -O3", Kind.OPENMP, ("-O3", *NATIVE, *HAND)),
        Variant("simd-Ofast", "simd -Ofast", Kind.OPENMP, ("-Ofast", *NATIVE, *WIDE, *HAND)),
        Variant("pocl", "PoCL", Kind.OPENCL),
        Variant("library", "library", Kind.LIBRARY),
        Variant("memory", "", Kind.LIMIT, ("-Ofast", *NATIVE, *WIDE), "limit_memory.c"),
        Variant("compute", "", Kind.LIMIT, ("-Ofast", *NATIVE, *WIDE), "limit_compute.c"),
    )
}


def of_kind(kind: Kind) -> list[Variant]:
    """The variants of one kind, in the order of the table."""
    return [variant for variant in VARIANTS.values() if variant.kind is kind]
