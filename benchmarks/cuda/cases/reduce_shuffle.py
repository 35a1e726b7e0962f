"""The sum of floats by a grid-stride loop and warp shuffles."""

from dataclasses import replace

import numpy as np

from benchmarks.cuda import case
from benchmarks.cuda.cases import reduce_shared

THREADS = 256
BLOCKS = 512


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    first = (np.int32(sizes["n"]), "values", "partial")
    second = (np.int32(BLOCKS), "partial", "sum")
    steps = [
        case.Launch("reduce_shuffle", (BLOCKS * THREADS,), (THREADS,), first),
        case.Launch("reduce_shuffle", (THREADS,), (THREADS,), second),
    ]
    return case.OpenClPlan(steps, {"partial": 4 * BLOCKS})


CASE = replace(
    reduce_shared.CASE, name="reduce_shuffle", title="reduce 4M, warp shuffles", opencl=opencl
)
