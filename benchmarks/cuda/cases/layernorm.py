"""Each row of a matrix to mean 0 and variance 1, then scaled and shifted."""

import numpy as np

from benchmarks.cuda import case

THREADS = 256
OPERATIONS_PER_ELEMENT = 8


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    rows, columns = int(sizes["rows"]), int(sizes["columns"])
    return {
        "in": random.normal(1, 3, (rows, columns)).astype(np.float32),
        "gain": random.random(columns, np.float32),
        "bias": random.random(columns, np.float32),
    }


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    rows = inputs["in"].astype(np.float64)
    apart = rows - rows.mean(1, keepdims=True)
    scale = 1 / np.sqrt(np.square(apart).mean(1, keepdims=True) + np.float32(sizes["epsilon"]))
    return {"out": apart * scale * inputs["gain"] + inputs["bias"]}


def work(problem: case.Problem) -> case.Work:
    array = problem.inputs["in"]
    return case.Work(array.nbytes, array.nbytes, OPERATIONS_PER_ELEMENT * array.size)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    threads = int(sizes["rows"]) * THREADS
    constants = (np.int32(sizes["columns"]), np.float32(sizes["epsilon"]))
    arguments = (*constants, "in", "gain", "bias", "out")
    return case.OpenClPlan([case.Launch("layernorm", (threads,), (THREADS,), arguments)])


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    import torch

    rows, gain, bias = (torch.from_numpy(inputs[name]) for name in ("in", "gain", "bias"))
    shape, epsilon = (int(sizes["columns"]),), float(sizes["epsilon"])
    return case.LibraryCall(
        lambda: torch.nn.functional.layer_norm(rows, shape, gain, bias, epsilon),
        lambda result: {"out": result.numpy()},
    )


CASE = case.Case(
    name="layernorm",
    title="layernorm 8192 x 768",
    sizes={"rows": 8192, "columns": 768, "epsilon": 1e-5},
    small={"rows": 33, "columns": 300, "epsilon": 1e-5},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(relative=1e-4, absolute=1e-5),
    library=case.Library("torch layer_norm", prepare),
)
