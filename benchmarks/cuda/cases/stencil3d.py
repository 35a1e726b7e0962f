"""Seven-point stencil on a grid, walking along z."""

import numpy as np

from benchmarks.cuda import case

TILE_X, TILE_Y = 32, 8
OPERATIONS_PER_POINT = 8


def shape(sizes: case.Scalars) -> tuple[int, int, int]:
    return int(sizes["nz"]), int(sizes["ny"]), int(sizes["nx"])


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    return {"in": random.random(shape(sizes), np.float32)}


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    grid, out = inputs["in"], np.zeros(shape(sizes), np.float32)
    sides = (
        (grid[1:-1, 1:-1, :-2] + grid[1:-1, 1:-1, 2:])
        + (grid[1:-1, :-2, 1:-1] + grid[1:-1, 2:, 1:-1])
        + (grid[:-2, 1:-1, 1:-1] + grid[2:, 1:-1, 1:-1])
    )
    centre, side = np.float32(sizes["centre"]), np.float32(sizes["side"])
    out[1:-1, 1:-1, 1:-1] = centre * grid[1:-1, 1:-1, 1:-1] + side * sides
    return {"out": out}


def work(problem: case.Problem) -> case.Work:
    out = problem.expected["out"]
    return case.Work(out.nbytes, out.nbytes, OPERATIONS_PER_POINT * out.size)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    nz, ny, nx = shape(sizes)
    constants = (np.int32(nx), np.int32(ny), np.int32(nz))
    weights = (np.float32(sizes["centre"]), np.float32(sizes["side"]))
    threads = (case.threads_for(nx - 2, TILE_X), case.threads_for(ny - 2, TILE_Y))
    arguments = (*constants, *weights, "in", "out")
    return case.OpenClPlan([case.Launch("stencil3d", threads, (TILE_X, TILE_Y), arguments)])


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    import torch

    weights = torch.zeros(1, 1, 3, 3, 3)
    for axis in range(3):
        for end in (0, 2):
            at = [1, 1, 1]
            at[axis] = end
            weights[0, 0, at[0], at[1], at[2]] = sizes["side"]
    weights[0, 0, 1, 1, 1] = sizes["centre"]
    grid = torch.from_numpy(inputs["in"])[None, None]

    def outputs(result: torch.Tensor) -> case.Arrays:
        return {"out": np.pad(result[0, 0].numpy(), 1)}

    return case.LibraryCall(lambda: torch.nn.functional.conv3d(grid, weights), outputs)


CASE = case.Case(
    name="stencil3d",
    title="stencil 3D, 7 points, 256³",
    sizes={"nx": 256, "ny": 256, "nz": 256, "centre": 0.4, "side": 0.1},
    small={"nx": 50, "ny": 21, "nz": 12, "centre": 0.4, "side": 0.1},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(relative=1e-5, absolute=1e-6),
    library=case.Library("torch conv3d", prepare),
)
