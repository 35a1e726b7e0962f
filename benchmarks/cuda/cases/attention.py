"""Attention without writing the scores: one query a thread, tiles of keys and values shared."""

import numpy as np

from benchmarks.cuda import case

QUERIES = 64
DIM = 64


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    shape = (int(sizes["heads"]), int(sizes["length"]), DIM)
    return {name: random.normal(0, 1, shape).astype(np.float32) for name in "qkv"}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    q, k, v = (inputs[name].astype(np.float64) for name in "qkv")
    scores = q @ k.transpose(0, 2, 1) * 0.125
    powers = np.exp(scores - scores.max(2, keepdims=True))
    return {"out": powers @ v / powers.sum(2, keepdims=True)}


def work(problem: case.Problem) -> case.Work:
    heads, length = int(problem.scalars["heads"]), int(problem.scalars["length"])
    array = 4 * heads * length * DIM
    return case.Work(3 * array, array, 4 * heads * length * length * DIM)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    heads, length = int(sizes["heads"]), int(sizes["length"])
    arguments = (np.int32(length), np.float32(0.125), "q", "k", "v", "out")
    return case.OpenClPlan([case.Launch("attention", (length, heads), (QUERIES, 1), arguments)])


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    import torch

    q, k, v = (torch.from_numpy(inputs[name])[None] for name in "qkv")
    return case.LibraryCall(
        lambda: torch.nn.functional.scaled_dot_product_attention(q, k, v),
        lambda result: {"out": result[0].numpy()},
    )


CASE = case.Case(
    name="attention",
    title="attention, 8 heads, 1024 x 64",
    sizes={"heads": 8, "length": 1024},
    small={"heads": 2, "length": 128},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(relative=1e-3, absolute=1e-5),
    library=case.Library("torch SDPA", prepare),
)
