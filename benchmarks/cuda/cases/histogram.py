"""Counts of byte values by atomics on shared memory."""

import numpy as np

from benchmarks.cuda import case

BINS = 256
BLOCKS = 256


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    """Bytes about a mean, as in an image: some bins are hot."""
    values = random.normal(120, 40, int(sizes["n"]))
    return {"values": np.clip(values, 0, BINS - 1).astype(np.uint8)}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    return {"counts": np.bincount(inputs["values"], minlength=BINS).astype(np.uint32)}


def work(problem: case.Problem) -> case.Work:
    return case.Work(bytes_read=int(problem.scalars["n"]), bytes_written=4 * BINS)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    arguments = (np.int32(sizes["n"]), "values", "counts")
    launch = case.Launch("histogram", (BLOCKS * BINS,), (BINS,), arguments)
    return case.OpenClPlan([case.Clear("counts"), launch])


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    import torch

    values = torch.from_numpy(inputs["values"])
    return case.LibraryCall(
        lambda: torch.bincount(values, minlength=BINS),
        lambda result: {"counts": result.numpy().astype(np.uint32)},
    )


CASE = case.Case(
    name="histogram",
    title="histogram 16M bytes, shared atomics",
    sizes={"n": 1 << 24},
    small={"n": 100_003},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    library=case.Library("torch bincount", prepare),
)
