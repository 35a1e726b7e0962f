"""Integers sorted by a bitonic network."""

import numpy as np

from benchmarks.cuda import case

THREADS = 512
TILE = 2 * THREADS


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    return {"keys": random.integers(0, 2**32, int(sizes["n"]), np.uint32)}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    return {"keys": np.sort(inputs["keys"])}


def work(problem: case.Problem) -> case.Work:
    """Memory once: how often a sort must pass over it depends on the cache, and isn't counted."""
    size = problem.inputs["keys"].nbytes
    return case.Work(bytes_read=size, bytes_written=size, in_place=True)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    n = int(sizes["n"])

    def launch(kernel: str, *arguments: int) -> case.Launch:
        values = tuple(np.int32(value) for value in arguments)
        return case.Launch(kernel, (n // 2,), (THREADS,), ("keys", *values))

    steps = [launch("sort_tiles")]
    run = 2 * TILE
    while run <= n:
        step = run // 2
        while step > THREADS:
            steps.append(launch("merge_step", run, step))
            step //= 2
        steps.append(launch("merge_tiles", run))
        run *= 2
    return case.OpenClPlan(steps)


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    keys = inputs["keys"]
    return case.LibraryCall(lambda: np.sort(keys), lambda result: {"keys": result})


CASE = case.Case(
    name="bitonic_sort",
    title="bitonic sort 1M",
    sizes={"n": 1 << 20},
    small={"n": 1 << 14},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    library=case.Library("numpy sort", prepare),
    fresh=True,
)
