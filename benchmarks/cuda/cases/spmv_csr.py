"""A sparse matrix in compressed rows times a vector, one warp a row."""

import numpy as np

from benchmarks.cuda import case

THREADS = 128
ROWS = THREADS // 32


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    """Rows of 0 to 64 elements at random columns; as many columns as rows."""
    rows = int(sizes["rows"])
    starts = np.zeros(rows + 1, np.int32)
    starts[1:] = np.cumsum(random.integers(0, 65, rows))
    return {
        "starts": starts,
        "columns": random.integers(0, rows, starts[-1], np.int32),
        "values": random.random(starts[-1], np.float32),
        "x": random.random(rows, np.float32),
    }


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    products = inputs["values"].astype(np.float64) * inputs["x"][inputs["columns"]]
    through = np.concatenate([[0.0], np.cumsum(products)])
    return {"y": through[inputs["starts"][1:]] - through[inputs["starts"][:-1]]}


def work(problem: case.Problem) -> case.Work:
    read = sum(array.nbytes for array in problem.inputs.values())
    elements = problem.inputs["values"].size
    return case.Work(read, 4 * int(problem.scalars["rows"]), 2 * elements)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    rows = int(sizes["rows"])
    threads = case.blocks_for(rows, ROWS) * THREADS
    arguments = (np.int32(rows), "starts", "columns", "values", "x", "y")
    return case.OpenClPlan([case.Launch("spmv_csr", (threads,), (THREADS,), arguments)])


def prepare(sizes: case.Scalars, inputs: case.Arrays) -> case.LibraryCall:
    import torch

    tensors = {name: torch.from_numpy(array) for name, array in inputs.items()}
    rows = int(sizes["rows"])
    matrix = torch.sparse_csr_tensor(
        tensors["starts"], tensors["columns"], tensors["values"], (rows, rows)
    )
    return case.LibraryCall(lambda: matrix @ tensors["x"], lambda result: {"y": result.numpy()})


CASE = case.Case(
    name="spmv_csr",
    title="SpMV CSR, 128k rows, 4M elements",
    sizes={"rows": 1 << 17},
    small={"rows": 1001},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(relative=1e-4, absolute=1e-5),
    library=case.Library("torch sparse @", prepare),
)
