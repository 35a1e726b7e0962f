"""The softmax of each row of a matrix."""

import numpy as np

from benchmarks.cuda import case

THREADS = 256
OPERATIONS_PER_ELEMENT = 5  # maximum, difference, exponential (as one), sum, scale


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    shape = (int(sizes["rows"]), int(sizes["columns"]))
    return {"in": random.normal(0, 3, shape).astype(np.float32)}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    scores = inputs["in"].astype(np.float64)
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return {"out": powers / powers.sum(1, keepdims=True)}


def work(problem: case.Problem) -> case.Work:
    array = problem.inputs["in"]
    return case.Work(array.nbytes, array.nbytes, OPERATIONS_PER_ELEMENT * array.size)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    threads = int(sizes["rows"]) * THREADS
    arguments = (np.int32(sizes["columns"]), "in", "out")
    return case.OpenClPlan([case.Launch("softmax", (threads,), (THREADS,), arguments)])


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    import torch

    scores = torch.from_numpy(inputs["in"])
    return case.LibraryCall(
        lambda: torch.softmax(scores, 1), lambda result: {"out": result.numpy()}
    )


CASE = case.Case(
    name="softmax",
    title="softmax 4096 x 1000",
    sizes={"rows": 4096, "columns": 1000},
    small={"rows": 33, "columns": 301},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(relative=1e-4, absolute=1e-8),
    library=case.Library("torch softmax", prepare),
)
