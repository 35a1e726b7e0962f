"""Accesses whose addresses are neighbours only most of the time, in vector mode."""

from __future__ import annotations

import numpy as np
import pytest
from device_harness.launch import Program

THREADS = 64
MIDDLE = 32768
KERNELS = """
extern "C" __global__ void wraps(unsigned char *middle, unsigned start) {
  short at = (short)(start + threadIdx.x);
  middle[at] = threadIdx.x + 1;
}
extern "C" __global__ void wraps_in_some(unsigned char *middle, unsigned start) {
  short at = (short)(start + threadIdx.x);
  if (threadIdx.x % 3) middle[at] = threadIdx.x + 1;
}
extern "C" __global__ void reads(short *out, const short *middle, unsigned start) {
  short at = (short)(start + threadIdx.x);
  out[threadIdx.x] = middle[at];
}
extern "C" __global__ void pairs(int *out, const int *in, int step) {
  int at = 2 * threadIdx.x - (threadIdx.x & (step - 1));
  if (threadIdx.x % 5 != 2) out[at] = in[at + step];
}
extern "C" __global__ void kept(int *out, const int *in, int turns) {
  int at = 3 + threadIdx.x;
  for (int turn = 0; turn < turns; turn++) {
    __syncthreads();
    out[at] += in[at - 3 + turn];
    at += turn;
  }
}
"""


@pytest.mark.parametrize("start", [0, 100, MIDDLE - 64, MIDDLE - 63, MIDDLE - 5, 65530])
@pytest.mark.parametrize("kernel", ["wraps", "wraps_in_some"])
def test_an_index_that_wraps_between_lanes_goes_where_it_should(kernel: str, start: int) -> None:
    """Given a 16-bit index that passes 32767 within a group, both halves are written."""
    memory = np.zeros(2 * MIDDLE, np.uint8)
    program = Program(KERNELS)
    assert (
        program.launch(kernel, (1, 1, 1), (THREADS, 1, 1), memory[MIDDLE:], np.uint32(start)) == 0
    )
    expected = np.zeros_like(memory)
    threads = np.arange(THREADS)
    threads = threads[threads % 3 != 0] if kernel == "wraps_in_some" else threads
    expected[(MIDDLE + start + threads) % (2 * MIDDLE)] = threads + 1
    np.testing.assert_array_equal(memory, expected)


@pytest.mark.parametrize("start", [100, MIDDLE - 64, MIDDLE - 63, MIDDLE - 5])
def test_an_index_that_wraps_between_lanes_reads_what_it_should(start: int) -> None:
    """Given a 16-bit index that passes 32767 within a group, elements of both ends are read."""
    memory = np.arange(2 * MIDDLE).astype(np.int16)
    out = np.zeros(THREADS, np.int16)
    arguments = (out, memory[MIDDLE:], np.uint32(start))
    assert Program(KERNELS).launch("reads", (1, 1, 1), (THREADS, 1, 1), *arguments) == 0
    expected = memory[(MIDDLE + start + np.arange(THREADS)) % (2 * MIDDLE)]
    np.testing.assert_array_equal(out, expected)


@pytest.mark.parametrize("step", [1, 2, 4, 8, 16, 32, 64])
def test_an_index_that_counts_for_some_steps_only(step: int) -> None:
    """Given pairs of a sorting network, near and far steps read and write the same elements."""
    given, out = np.arange(200, dtype=np.int32), np.zeros(200, np.int32)
    program = Program(KERNELS)
    assert program.launch("pairs", (1, 1, 1), (THREADS, 1, 1), out, given, np.int32(step)) == 0
    threads = np.arange(THREADS)
    threads = threads[threads % 5 != 2]
    at = 2 * threads - (threads & (step - 1))
    expected = np.zeros_like(out)
    expected[at] = given[at + step]
    np.testing.assert_array_equal(out, expected)


def test_an_index_that_is_kept_across_barriers() -> None:
    """Given an index that each turn moves on, every turn reads and writes the right elements."""
    given, out = np.arange(200, dtype=np.int32) ** 2, np.zeros(200, np.int32)
    program = Program(KERNELS)
    assert program.launch("kept", (1, 1, 1), (THREADS, 1, 1), out, given, np.int32(7)) == 0
    expected, at = np.zeros_like(out), 3 + np.arange(THREADS)
    for turn in range(7):
        expected[at] += given[at - 3 + turn]
        at = at + turn
    np.testing.assert_array_equal(out, expected)
