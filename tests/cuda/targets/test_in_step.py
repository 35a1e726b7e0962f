"""Kernels whose neighbouring blocks go in step, in vector mode."""

from __future__ import annotations

import numpy as np
import pytest
from device_harness.launch import Program, source_of

from jarip.cuda.targets import cpu

THREADS, PLANE, BLOCKS = 128, 2048, 12
KERNELS = """
extern "C" __global__ void walk(int *out, const int *in, int turns, int apart) {
  __shared__ int plane[128];
  int at = blockIdx.x * 128 + threadIdx.x, sum = 0;
  for (int z = 0; z < turns + (int)(blockIdx.x % apart); z++) {
    plane[threadIdx.x] = in[at];
    __syncthreads();
    sum = 3 * sum + plane[(threadIdx.x + 1) % 128];
    __syncthreads();
    at += 2048;
  }
  out[(blockIdx.y * gridDim.x + blockIdx.x) * 128 + threadIdx.x] = sum;
}
extern "C" __global__ void dynamic(int *out, const int *in, int turns) {
  extern __shared__ int plane[];
  int at = threadIdx.x;
  for (int z = 0; z < turns; z++) {
    plane[threadIdx.x] = in[at];
    __syncthreads();
    out[at] = plane[(threadIdx.x + 1) % 128];
    __syncthreads();
    at += 2048;
  }
}
"""
IN_STEP = "%results = alloca"


def text(kernel: str) -> str:
    """A kernel's host module."""
    return cpu.lower_kernel(source_of(KERNELS, ()), kernel, (THREADS, 1, 1)).text


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("apart", [1, 2, 5])
def test_blocks_in_step_do_what_each_does_alone(rows: int, apart: int) -> None:
    """Given blocks of one length, or of several, each gets the sum of its own planes."""
    assert IN_STEP in text("walk")
    turns = 3
    given = np.random.default_rng(5).integers(0, 100, PLANE * (turns + apart)).astype(np.int32)
    out = np.zeros(rows * BLOCKS * THREADS, np.int32)
    program = Program(KERNELS)
    arguments = (out, given, np.int32(turns), np.int32(apart))
    assert program.launch("walk", (BLOCKS, rows, 1), (THREADS, 1, 1), *arguments) == 0
    expected = np.zeros((rows, BLOCKS, THREADS), np.int32)
    planes = given.reshape(-1, PLANE)[:, : BLOCKS * THREADS].reshape(-1, BLOCKS, THREADS)
    for block in range(BLOCKS):
        for plane in planes[: turns + block % apart, block]:
            expected[:, block] = 3 * expected[:, block] + np.roll(plane, -1)
    np.testing.assert_array_equal(out, expected.ravel())


def test_dynamic_shared_memory_is_of_one_block() -> None:
    """Given shared memory whose size the launch says, blocks go one after the other."""
    assert IN_STEP not in text("dynamic")
