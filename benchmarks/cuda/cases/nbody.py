"""Gravitational accelerations, all pairs."""

import numpy as np

from benchmarks.cuda import case

TILE = 256
OPERATIONS_PER_PAIR = 20  # as is usual to count them: 19 and a reciprocal square root


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    return {"bodies": random.random((int(sizes["n"]), 4), np.float32)}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    bodies = inputs["bodies"].astype(np.float64)
    where, mass = bodies[:, :3], bodies[:, 3]
    accelerations = np.zeros_like(bodies)
    for start in range(0, len(bodies), TILE):
        apart = where[None, :, :] - where[start : start + TILE, None, :]
        squared = np.square(apart).sum(2) + np.float32(sizes["softening"])
        pull = mass * squared**-1.5
        accelerations[start : start + TILE, :3] = np.einsum("ij,ijk->ik", pull, apart)
    return {"accelerations": accelerations}


def work(problem: case.Problem) -> case.Work:
    n = int(problem.scalars["n"])
    return case.Work(16 * n, 16 * n, OPERATIONS_PER_PAIR * n * n)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    n = int(sizes["n"])
    arguments = (np.int32(n), np.float32(sizes["softening"]), "bodies", "accelerations")
    return case.OpenClPlan([case.Launch("nbody", (n,), (TILE,), arguments)])


CASE = case.Case(
    name="nbody",
    title="nbody 8192",
    sizes={"n": 8192, "softening": 0.01},
    small={"n": 512, "softening": 0.01},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(relative=2e-3, absolute=1e-1),
)
