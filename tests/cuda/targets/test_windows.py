"""Accesses a few elements apart, in vector mode: every stride, masked and not, at a page's end."""

from __future__ import annotations

import ctypes
import mmap

import numpy as np
import pytest
from device_harness.launch import Program

THREADS = 64
KERNELS = """
template <int STRIDE, typename T> __device__ void copy(T *out, const T *in, bool odd) {
  int t = threadIdx.x;
  if (odd && t % 3 == 1) return;
  out[STRIDE * t] = in[STRIDE * t] + 1;
}
#define KERNEL(NAME, STRIDE, TYPE)                                                       \\
  extern "C" __global__ void NAME(TYPE *out, const TYPE *in) {                           \\
    copy<STRIDE>(out, in, false);                                                        \\
  }                                                                                      \\
  extern "C" __global__ void NAME##_some(TYPE *out, const TYPE *in) {                    \\
    copy<STRIDE>(out, in, true);                                                         \\
  }
KERNEL(back, -1, float)
KERNEL(two, 2, float)
KERNEL(three, 3, double)
KERNEL(four, 4, float)
KERNEL(bytes, 3, unsigned char)
KERNEL(shorts, -2, short)
template <int FIRST> __device__ void spread(int *out, int n) {
  int at = 8 * threadIdx.x;
  if (at + FIRST < n) out[at + FIRST] = threadIdx.x + 1;
}
extern "C" __global__ void spread_2(int *out, int n) { spread<2>(out, n); }
extern "C" __global__ void spread_7(int *out, int n) { spread<7>(out, n); }
extern "C" __global__ void spread_back(int *out, int n) { spread<-3>(out + 3, n - 3); }
"""
CASES = {
    "back": (-1, np.float32),
    "two": (2, np.float32),
    "three": (3, np.float64),
    "four": (4, np.float32),
    "bytes": (3, np.uint8),
    "shorts": (-2, np.int16),
}


def guarded(size: int) -> np.ndarray:
    """`size` bytes that end, and begin, where no access is allowed."""
    page = mmap.PAGESIZE
    whole = -(-size // page) * page
    memory = mmap.mmap(-1, whole + 2 * page)
    start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    for guard in (start, start + page + whole):
        assert ctypes.CDLL(None).mprotect(ctypes.c_void_p(guard), page, 0) == 0
    return np.frombuffer(memory, np.uint8, size, page + whole - size)


@pytest.mark.parametrize("some", [False, True], ids=["all lanes", "some lanes"])
@pytest.mark.parametrize("name", CASES)
def test_elements_apart_are_read_and_written_and_nothing_else(name: str, some: bool) -> None:
    """Given arrays that end at a forbidden page, each lane's element is copied, no other."""
    stride, kind = CASES[name]
    extent = abs(stride) * (THREADS - 1) + 1
    given = guarded(extent * np.dtype(kind).itemsize).view(kind)
    given[:] = np.arange(extent) % 100
    out = guarded(given.nbytes).view(kind)
    first = extent - 1 if stride < 0 else 0
    threads = np.arange(THREADS)
    threads = threads[threads % 3 != 1] if some else threads
    expected = np.zeros_like(out)
    expected[first + stride * threads] = given[first + stride * threads] + 1

    kernel = f"{name}_some" if some else name
    status = Program(KERNELS).launch(kernel, (1, 1, 1), (THREADS, 1, 1), out[first:], given[first:])

    assert status == 0
    np.testing.assert_array_equal(out, expected)


@pytest.mark.parametrize("count", [8 * THREADS, 8 * THREADS - 8, 8 * THREADS - 77, 8])
@pytest.mark.parametrize(("name", "first"), [("spread_2", 2), ("spread_7", 7), ("spread_back", 0)])
def test_a_store_that_begins_before_its_first_element_writes_no_more(
    name: str, first: int, count: int
) -> None:
    """Given every eighth element, none before the first or after the last is touched."""
    out = guarded(4 * count).view(np.int32)
    out[:] = -1
    program = Program(KERNELS)
    assert program.launch(name, (1, 1, 1), (THREADS, 1, 1), out, np.int32(count)) == 0
    expected = np.full(count, -1, np.int32)
    places = np.arange(first, count, 8)
    expected[places] = np.arange(len(places)) + 1
    np.testing.assert_array_equal(out, expected)
