"""y = a x + y."""

import numpy as np

from benchmarks.cuda import case


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    n = int(sizes["n"])
    return {"x": random.random(n, np.float32), "y": random.random(n, np.float32)}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    return {"y": np.float32(sizes["a"]) * inputs["x"] + inputs["y"]}


def work(problem: case.Problem) -> case.Work:
    n = int(problem.scalars["n"])
    return case.Work(bytes_read=8 * n, bytes_written=4 * n, operations=2 * n, in_place=True)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    n = int(sizes["n"])
    arguments = (np.int32(n), np.float32(sizes["a"]), "x", "y")
    return case.OpenClPlan([case.Launch("saxpy", (case.threads_for(n, 256),), (256,), arguments)])


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    import torch

    x, y, a = torch.from_numpy(inputs["x"]), torch.from_numpy(inputs["y"].copy()), sizes["a"]
    return case.LibraryCall(lambda: y.add_(x, alpha=a), lambda result: {"y": result.numpy()})


CASE = case.Case(
    name="saxpy",
    title="saxpy 4M",
    sizes={"n": 1 << 22, "a": 1.5},
    small={"n": 5000, "a": 1.5},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(relative=1e-6),
    library=case.Library("torch add_", prepare),
)
