"""Sorting networks in shared memory, in vector mode: steps of every size, threads left out."""

from __future__ import annotations

import numpy as np
import pytest
from device_harness.launch import Program

THREADS = 128
KERNELS = """
template <typename T> __device__ void network(T *keys, int pairs, int last) {
  __shared__ T tile[256];
  int t = threadIdx.x;
  tile[t] = keys[t];
  tile[t + 128] = keys[t + 128];
  for (int run = 2; run <= last; run <<= 1)
    for (int step = run / 2; step > 0; step >>= 1) {
      __syncthreads();
      int at = 2 * t - (t & (step - 1));
      if (t < pairs && (tile[at] > tile[at + step]) == ((at & run) == 0)) {
        T low = tile[at];
        tile[at] = tile[at + step];
        tile[at + step] = low;
      }
    }
  __syncthreads();
  keys[t] = tile[t];
  keys[t + 128] = tile[t + 128];
}
extern "C" __global__ void ints(int *keys, int pairs, int last) { network(keys, pairs, last); }
extern "C" __global__ void floats(float *keys, int pairs, int last) { network(keys, pairs, last); }
extern "C" __global__ void doubles(double *keys, int pairs, int last) {
  network(keys, pairs, last);
}
extern "C" __global__ void last_ones(int *out, int turns) {
  __shared__ __attribute__((aligned(512))) int tile[40];
  int t = threadIdx.x;
  if (t < 40) tile[t] = t;
  for (int step = 1; step < turns; step <<= 1) {
    __syncthreads();
    int at = (t ^ step) - 80;
    if (at >= 0 && at < 40) tile[at] += step;
  }
  __syncthreads();
  if (t < 40) out[t] = tile[t];
}
"""


def expected(keys: np.ndarray, pairs: int, last: int) -> np.ndarray:
    """The same network, all pairs of a step at once."""
    keys, t = keys.copy(), np.arange(THREADS)[:pairs]
    run = 2
    while run <= last:
        step = run // 2
        while step:
            at = 2 * t - (t & (step - 1))
            swaps = at[(keys[at] > keys[at + step]) == ((at & run) == 0)]
            keys[swaps], keys[swaps + step] = keys[swaps + step], keys[swaps]
            step //= 2
        run *= 2
    return keys


@pytest.mark.parametrize("pairs", [128, 127, 71, 16, 3])
@pytest.mark.parametrize(
    ("kernel", "kind"), [("ints", np.int32), ("floats", np.float32), ("doubles", np.float64)]
)
def test_a_network_sorts_what_its_threads_hold(kernel: str, kind: type, pairs: int) -> None:
    """Given some of the threads, each pair of theirs is ordered and no other key moves."""
    keys = np.random.default_rng(3).integers(0, 100, 256).astype(kind)
    given = keys.copy()
    program = Program(KERNELS)
    arguments = (given, np.int32(pairs), np.int32(256))
    assert program.launch(kernel, (1, 1, 1), (THREADS, 1, 1), *arguments) == 0
    np.testing.assert_array_equal(given, expected(keys, pairs, 256))
    if pairs == THREADS:
        np.testing.assert_array_equal(given, np.sort(keys))


def test_lanes_far_outside_of_memory_touch_nothing() -> None:
    """Given a group whose lanes mostly lie outside of the variable, those inside get theirs."""
    out = np.zeros(40, np.int32)
    program = Program(KERNELS)
    assert program.launch("last_ones", (1, 1, 1), (THREADS, 1, 1), out, np.int32(64)) == 0
    right = np.arange(40)
    for step in (1, 2, 4, 8, 16, 32):
        at = (np.arange(THREADS) ^ step) - 80
        right[at[(at >= 0) & (at < 40)]] += step
    np.testing.assert_array_equal(out, right)
