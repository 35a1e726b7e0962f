"""Libraries of the CUDA toolkit that Jarip doesn't have, and build files name all the same.

Most name them out of habit, or for what is in headers alone (curand_kernel.h): leaving them out of
the link is right then. A program that does need one is told by the linker which function, and by us
which library.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

TOOLKIT_LIBRARIES: Final = frozenset(
    """cublas cublas_static cublasLt cublasLt_static cudadevrt cudnn cufft cufft_static cufftw
    cufile cuinj64 culibos cupti curand curand_static cusolver cusolver_static cusolverMg cusparse
    cusparse_static cutensor nccl nppc nppial nppicc nppidei nppif nppig nppim nppist nppisu nppitc
    npps nvblas nvgraph nvidia-ml nvjpeg nvJitLink nvperf_host nvrtc nvrtc-builtins nvToolsExt
    nvtx3interop""".split()
)


def absent(items: Sequence[str], directories: Sequence[Path]) -> list[str]:
    """Those of `-lNAME` among the items that are the toolkit's and in no directory."""
    return [
        item
        for item in dict.fromkeys(items)
        if item.startswith("-l")
        and item[2:] in TOOLKIT_LIBRARIES
        and not any(_is_in(directory, item[2:]) for directory in directories)
    ]


def explanation(left_out: Sequence[str]) -> str:
    """What to say when a link fails that lacks them."""
    names = ", ".join(left_out)
    return f"nvcc warning : Jarip doesn't have these libraries, which were left out: {names}\n"


def _is_in(directory: Path, name: str) -> bool:
    return any((directory / f"lib{name}{ending}").exists() for ending in (".so", ".a"))
