"""Inclusive prefix sums of integers, in tiles whose totals are scanned again."""

import numpy as np

from benchmarks.cuda import case

THREADS = 256
TILE = 4 * THREADS


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    return {"values": random.integers(0, 1000, int(sizes["n"]), np.uint32)}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    return {"sums": np.cumsum(inputs["values"], dtype=np.uint32)}


def work(problem: case.Problem) -> case.Work:
    size = problem.inputs["values"].nbytes
    return case.Work(bytes_read=size, bytes_written=size)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    level_sizes = [int(sizes["n"])]
    while level_sizes[-1] > TILE:
        level_sizes.append(case.blocks_for(level_sizes[-1], TILE))
    names = ["sums", *(f"level{i}" for i in range(1, len(level_sizes) + 1))]
    up, down = [], []
    for i, size in enumerate(level_sizes):
        arguments = (np.int32(size), names[i] if i else "values", names[i], names[i + 1])
        threads = case.blocks_for(size, TILE) * THREADS
        up.append(case.Launch("scan_tiles", (threads,), (THREADS,), arguments))
    for i in reversed(range(len(level_sizes) - 1)):
        more = (np.int32(level_sizes[i]), names[i + 1], names[i])
        threads = (level_sizes[i + 1] - 1) * THREADS
        down.append(case.Launch("add_totals", (threads,), (THREADS,), more))
    scratch = {f"level{i}": 4 * size for i, size in enumerate([*level_sizes, 1]) if i}
    return case.OpenClPlan([*up, *down], scratch)


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    values, sums = inputs["values"], np.empty_like(inputs["values"])
    return case.LibraryCall(
        lambda: np.cumsum(values, dtype=np.uint32, out=sums), lambda result: {"sums": result}
    )


CASE = case.Case(
    name="scan",
    title="scan 4M",
    sizes={"n": 1 << 22},
    small={"n": 5000},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    library=case.Library("numpy cumsum", prepare),
)
