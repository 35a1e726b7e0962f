"""A 7x7 convolution of an image through shared tiles with a halo."""

import numpy as np

from benchmarks.cuda import case

RADIUS = 3
SPAN = 2 * RADIUS + 1
TILE = 16


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    image = random.random((int(sizes["height"]), int(sizes["width"])), np.float32)
    return {"image": image, "weights": random.random((SPAN, SPAN), np.float32)}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    height, width = inputs["image"].shape
    padded = np.pad(inputs["image"], RADIUS).astype(np.float64)
    out = np.zeros((height, width))
    for dy in range(SPAN):
        for dx in range(SPAN):
            out += inputs["weights"][dy, dx] * padded[dy : dy + height, dx : dx + width]
    return {"out": out}


def work(problem: case.Problem) -> case.Work:
    size = problem.inputs["image"].size
    return case.Work(4 * size, 4 * size, 2 * SPAN * SPAN * size)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    width, height = int(sizes["width"]), int(sizes["height"])
    threads = (case.threads_for(width, TILE), case.threads_for(height, TILE))
    arguments = (np.int32(width), np.int32(height), "image", "weights", "out")
    return case.OpenClPlan([case.Launch("conv2d", threads, (TILE, TILE), arguments)])


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    import torch

    image = torch.from_numpy(inputs["image"])[None, None]
    weights = torch.from_numpy(inputs["weights"])[None, None]
    return case.LibraryCall(
        lambda: torch.nn.functional.conv2d(image, weights, padding=RADIUS),
        lambda result: {"out": result[0, 0].numpy()},
    )


CASE = case.Case(
    name="conv2d",
    title="convolution 2D, 7x7, 2048²",
    sizes={"width": 2048, "height": 2048},
    small={"width": 150, "height": 67},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(relative=1e-4),
    library=case.Library("torch conv2d", prepare),
)
