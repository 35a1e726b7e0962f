"""C = A B in float, through 16x16 shared tiles."""

import numpy as np

from benchmarks.cuda import case

TILE = 16


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    n = int(sizes["n"])
    return {name: random.random((n, n), np.float32) for name in "ab"}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    return {"c": inputs["a"].astype(np.float64) @ inputs["b"]}


def work(problem: case.Problem) -> case.Work:
    n = int(problem.scalars["n"])
    return case.Work(bytes_read=8 * n * n, bytes_written=4 * n * n, operations=2 * n**3)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    n = int(sizes["n"])
    arguments = (np.int32(n), "a", "b", "c")
    return case.OpenClPlan([case.Launch("matmul", (n, n), (TILE, TILE), arguments)])


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    import torch

    a, b = torch.from_numpy(inputs["a"]), torch.from_numpy(inputs["b"])
    c = torch.empty_like(a)
    return case.LibraryCall(lambda: torch.mm(a, b, out=c), lambda result: {"c": result.numpy()})


CASE = case.Case(
    name="matmul",
    title="matmul 512, 16² shared tiles",
    sizes={"n": 512},
    small={"n": 64},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(relative=1e-4),
    library=case.Library("torch mm", prepare),
)
