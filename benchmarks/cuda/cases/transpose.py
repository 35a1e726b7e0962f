"""A matrix transposed through padded shared tiles."""

import numpy as np

from benchmarks.cuda import case

TILE, ROWS = 32, 8


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    return {"in": random.random((int(sizes["rows"]), int(sizes["columns"])), np.float32)}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    return {"out": np.ascontiguousarray(inputs["in"].T)}


def work(problem: case.Problem) -> case.Work:
    size = problem.inputs["in"].nbytes
    return case.Work(bytes_read=size, bytes_written=size)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    rows, columns = int(sizes["rows"]), int(sizes["columns"])
    threads = (case.threads_for(columns, TILE), case.blocks_for(rows, TILE) * ROWS)
    arguments = (np.int32(rows), np.int32(columns), "in", "out")
    return case.OpenClPlan([case.Launch("transpose", threads, (TILE, ROWS), arguments)])


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    import torch

    turned = torch.from_numpy(inputs["in"]).t()
    out = torch.empty(turned.shape)
    return case.LibraryCall(lambda: out.copy_(turned), lambda result: {"out": result.numpy()})


CASE = case.Case(
    name="transpose",
    title="transpose 2048 x 3072",
    sizes={"rows": 2048, "columns": 3072},
    small={"rows": 70, "columns": 101},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    library=case.Library("torch copy_", prepare),
)
