"""One step of k-means: nearest centres, then their means by atomics of floats."""

import numpy as np

from benchmarks.cuda import case

DIM = 16
CENTRES = 32
THREADS = 256
BLOCKS = 128


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    """Points about 32 places, laid out (dimension, point)."""
    n = int(sizes["n"])
    places = random.normal(0, 3, (CENTRES, DIM))
    points = places[random.integers(0, CENTRES, n)] + random.normal(0, 1, (n, DIM))
    centres = places + random.normal(0, 0.5, places.shape)
    return {
        "points": np.ascontiguousarray(points.T, np.float32),
        "centres": centres.astype(np.float32),
    }


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    points = inputs["points"].T.astype(np.float64)
    centres = inputs["centres"].astype(np.float64)
    distances = np.square(centres).sum(1) - 2 * points @ centres.T
    labels = distances.argmin(1).astype(np.int32)
    sums = np.zeros((CENTRES, DIM))
    np.add.at(sums, labels, points)
    counts = np.bincount(labels, minlength=CENTRES)
    return {"labels": labels, "moved": sums / np.maximum(counts, 1)[:, None]}


def work(problem: case.Problem) -> case.Work:
    n = int(problem.scalars["n"])
    return case.Work(4 * DIM * n, 4 * n, 3 * DIM * CENTRES * n)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    arguments = (np.int32(sizes["n"]), "points", "centres", "labels", "sums", "counts")
    steps: list[case.Step] = [
        case.Clear("sums"),
        case.Clear("counts"),
        case.Launch("assign", (BLOCKS * THREADS,), (THREADS,), arguments),
        case.Launch("move", (CENTRES * DIM,), (DIM,), ("sums", "counts", "moved")),
    ]
    return case.OpenClPlan(steps, {"sums": 4 * CENTRES * DIM, "counts": 4 * CENTRES})


CASE = case.Case(
    name="kmeans",
    title="k-means step, 256k points, 16-D, 32 centres",
    sizes={"n": 1 << 18},
    small={"n": 6400},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(relative=1e-3, absolute=1e-3, differing=0.001),
)
