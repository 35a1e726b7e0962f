"""C = A B in half precision with float sums, 4x4 elements of C a thread."""

import numpy as np

from benchmarks.cuda import case

TILE, OWN = 64, 4


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    n = int(sizes["n"])
    return {name: random.random((n, n), np.float32).astype(np.float16) for name in "ab"}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    product = inputs["a"].astype(np.float64) @ inputs["b"].astype(np.float64)
    return {"c": product.astype(np.float16)}


def work(problem: case.Problem) -> case.Work:
    n = int(problem.scalars["n"])
    return case.Work(bytes_read=4 * n * n, bytes_written=2 * n * n, operations=2 * n**3)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    n = int(sizes["n"])
    threads = (n // OWN, n // OWN)
    arguments = (np.int32(n), "a", "b", "c")
    launch = case.Launch("gemm_half", threads, (TILE // OWN, TILE // OWN), arguments)
    return case.OpenClPlan([launch])


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    import torch

    a, b = torch.from_numpy(inputs["a"]), torch.from_numpy(inputs["b"])
    c = torch.empty_like(a)
    return case.LibraryCall(lambda: torch.mm(a, b, out=c), lambda result: {"c": result.numpy()})


CASE = case.Case(
    name="gemm_half",
    title="GEMM half 512, 4x4 a thread",
    sizes={"n": 512},
    small={"n": 128},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(relative=2e-3),
    library=case.Library("torch mm half", prepare),
)
