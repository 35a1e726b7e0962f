"""Escape counts of the Mandelbrot set: neighbouring threads leave their loop at different times."""

import numpy as np

from benchmarks.cuda import case

OPERATIONS_PER_STEP = 9


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    return {}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    width, height = int(sizes["width"]), int(sizes["height"])
    cx = (-2 + 3 * np.arange(width, dtype=np.float32) / np.float32(width))[None, :]
    cy = (-1.5 + 3 * np.arange(height, dtype=np.float32) / np.float32(height))[:, None]
    x, y = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)
    steps = np.zeros((height, width), np.int32)
    inside = np.ones((height, width), np.bool_)
    for _ in range(int(sizes["limit"])):
        inside &= x * x + y * y <= 4
        steps += inside
        following = np.where(inside, x * x - y * y + cx, x)
        y = np.where(inside, 2 * x * y + cy, y)
        x = following
    return {"steps": steps}


def work(problem: case.Problem) -> case.Work:
    steps = problem.expected["steps"]
    return case.Work(0, steps.nbytes, OPERATIONS_PER_STEP * int(steps.sum(dtype=np.int64)))


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    constants = tuple(np.int32(sizes[name]) for name in ("width", "height", "limit"))
    threads = tuple(case.threads_for(int(sizes[name]), 16) for name in ("width", "height"))
    return case.OpenClPlan([case.Launch("mandelbrot", threads, (16, 16), (*constants, "steps"))])


CASE = case.Case(
    name="mandelbrot",
    title="mandelbrot 1024², divergent",
    sizes={"width": 1024, "height": 1024, "limit": 256},
    small={"width": 100, "height": 70, "limit": 64},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(differing=0.02),
)
