"""The sum of floats, halved in shared memory."""

import numpy as np

from benchmarks.cuda import case

THREADS = 256


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    return {"values": random.random(int(sizes["n"]), np.float32)}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    return {"sum": inputs["values"].sum(dtype=np.float64, keepdims=True)}


def work(problem: case.Problem) -> case.Work:
    n = int(problem.scalars["n"])
    return case.Work(bytes_read=4 * n, bytes_written=4, operations=n)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    left, source, turn = int(sizes["n"]), "values", 0
    most = 4 * case.blocks_for(left, 2 * THREADS)
    steps = []
    while left > 1:
        blocks = case.blocks_for(left, 2 * THREADS)
        target = "sum" if blocks == 1 else f"partial{turn}"
        arguments = (np.int32(left), source, target)
        steps.append(case.Launch("reduce_shared", (blocks * THREADS,), (THREADS,), arguments))
        left, source, turn = blocks, target, 1 - turn
    return case.OpenClPlan(steps, {"partial0": most, "partial1": most})


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    import torch

    values = torch.from_numpy(inputs["values"])
    return case.LibraryCall(values.sum, lambda result: {"sum": result.numpy().reshape(1)})


CASE = case.Case(
    name="reduce_shared",
    title="reduce 4M, shared memory",
    sizes={"n": 1 << 22},
    small={"n": 5000},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(relative=1e-5),
    library=case.Library("torch sum", prepare),
)
