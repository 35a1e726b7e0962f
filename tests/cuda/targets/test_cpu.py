"""Whole kernels on the CPU target, checked against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from device_harness.launch import Program

from jarip.cuda.targets import vector

BARRIERS = """
extern "C" __global__ void reverse(float *out, const float *in, int n) {
  __shared__ float tile[64];
  int t = threadIdx.x, i = blockIdx.x * blockDim.x + t;
  if (i >= n) return;
  tile[t] = in[i];
  __syncthreads();
  out[i] = tile[63 - t];
}
extern "C" __global__ void sums(int *out, const int *in) {
  extern __shared__ int dynamic[];
  int t = threadIdx.x;
  dynamic[t] = in[blockIdx.x * blockDim.x + t];
  for (int half = blockDim.x / 2; half > 0; half /= 2) {
    __syncthreads();
    if (t < half) dynamic[t] += dynamic[t + half];
  }
  if (t == 0) out[blockIdx.x] = dynamic[0];
}
extern "C" __global__ void warps(int *out, const int *in) {
  int i = blockIdx.x * blockDim.x + threadIdx.x, v = in[i];
  for (int d = 16; d; d /= 2) v += shfl_xor(v, d);
  out[i] = v + __builtin_popcount(ballot(in[i] & 1));
}
"""


def test_shared_memory_and_barriers() -> None:
    """Given a tile that every thread fills, when it is read after a barrier, all is there."""
    program = Program(BARRIERS)
    data = np.arange(128, dtype=np.float32)
    out = np.zeros_like(data)
    assert program.launch("reverse", (2, 1, 1), (64, 1, 1), out, data, np.int32(128)) == 0
    np.testing.assert_array_equal(out, data.reshape(2, 64)[:, ::-1].ravel())


def test_dynamic_shared_memory_in_a_loop_with_barriers() -> None:
    """Given a tree reduction, the sums are NumPy's."""
    program = Program(BARRIERS)
    data = np.arange(4 * 128, dtype=np.int32)
    out = np.zeros(4, np.int32)
    assert program.launch("sums", (4, 1, 1), (128, 1, 1), out, data, shared=512) == 0
    np.testing.assert_array_equal(out, data.reshape(4, 128).sum(1))


def test_warp_operations() -> None:
    """Given a butterfly of shuffles and a vote, each lane has its warp's sum and count."""
    program = Program(BARRIERS)
    data = np.random.default_rng(1).integers(0, 100, 128, dtype=np.int32)
    out = np.zeros_like(data)
    assert program.launch("warps", (2, 1, 1), (64, 1, 1), out, data) == 0
    warp = data.reshape(-1, 32)
    expected = np.repeat(warp.sum(1) + (warp & 1).sum(1), 32)
    np.testing.assert_array_equal(out, expected)


POINTERS = """
__device__ int calls = 5;
__constant__ float table[4] = {1, 2, 3, 4};
__device__ void *operator new(unsigned long, void *p) { return p; }
struct Shape { __device__ virtual float area(float x) const { return x; } };
struct Square : Shape {
  float k;
  __device__ float area(float x) const override { return x * x * k + threadIdx.x; }
};
__device__ __noinline__ float twice(float x) { return 2 * x + threadIdx.x; }
__device__ __noinline__ float half(float x) { return x / 2; }
typedef float (*Function)(float);
__device__ Function functions[2] = {twice, half};
extern "C" __global__ void make(Shape *memory) {
  Square *s = new (memory) Square;
  s->k = table[2];
}
extern "C" __global__ void use(const Shape *shape, float *out) {
  out[threadIdx.x] = shape->area(2) + functions[threadIdx.x & 1](10);
  atomic_add(&calls, 1);
}
extern "C" __device__ int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
extern "C" __global__ void recurse(int *out) { out[threadIdx.x] = fib(threadIdx.x); }
"""


def test_virtual_calls_and_function_pointers_across_kernels() -> None:
    """Given an object that one kernel makes, when another calls it, its own method runs."""
    program = Program(POINTERS)
    shape = np.zeros(4, np.float64)
    out = np.zeros(32, np.float32)
    assert program.launch("make", (1, 1, 1), (1, 1, 1), shape) == 0
    assert program.launch("use", (1, 1, 1), (32, 1, 1), shape, out) == 0
    t = np.arange(32)
    np.testing.assert_array_equal(out, 4 * 3 + t + np.where(t % 2, 5, 20 + t))
    assert program.variable("calls", np.int32, 1)[0] == 37


def test_recursion() -> None:
    """Given a recursive device function, it is called for real."""
    program = Program(POINTERS)
    out = np.zeros(12, np.int32)
    assert program.launch("recurse", (1, 1, 1), (12, 1, 1), out) == 0
    assert list(out) == [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89]


STRUCTURES = """
struct Big { int a; double b[3]; };
extern "C" __global__ void byvalue(Big big, double *out, char c) {
  big.b[threadIdx.x] += c;
  out[threadIdx.x] = big.a + big.b[0] + big.b[1] + big.b[2];
}
extern "C" __global__ void trap(int *out) { if (out[0] == 7) __builtin_trap(); out[0] = 1; }
extern "C" __global__ void casts(const float *in, int *out, unsigned *unsigned_out) {
  out[threadIdx.x] = (int)in[threadIdx.x];
  unsigned_out[threadIdx.x] = (unsigned)in[threadIdx.x];
}
"""


def test_structure_by_value_is_each_threads_own() -> None:
    """Given a by-value parameter that threads write, none sees another's write."""
    program = Program(STRUCTURES)
    big = np.zeros(1, np.dtype([("a", "i4"), ("pad", "i4"), ("b", "f8", 3)]))
    big["a"], big["b"] = 100, (1, 2, 3)
    out = np.zeros(3)
    status = program.launch("byvalue", (1, 1, 1), (3, 1, 1), big[0], out, np.int8(10))
    assert status == 0
    np.testing.assert_array_equal(out, [116, 116, 116])


def test_trap_ends_the_launch() -> None:
    """Given a kernel that traps, the launch ends and later stores do not happen."""
    program = Program(STRUCTURES)
    out = np.array([7], np.int32)
    assert program.launch("trap", (1, 1, 1), (1, 1, 1), out) == 1
    assert out[0] == 7


def test_float_to_integer_saturates() -> None:
    """Given floats out of range, conversions clamp and NaN is 0."""
    program = Program(STRUCTURES)
    data = np.array([1e20, -1e20, np.nan, -1.5, 3e9], np.float32)
    out, unsigned = np.zeros(5, np.int32), np.zeros(5, np.uint32)
    assert program.launch("casts", (1, 1, 1), (5, 1, 1), data, out, unsigned) == 0
    assert list(out) == [2**31 - 1, -(2**31), 0, -1, 2**31 - 1]
    assert list(unsigned) == [2**32 - 1, 0, 0, 0, 3000000000]


def test_a_defect_of_widening_does_not_cost_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given a widener that breaks, kernels run right all the same, and the user is told."""

    def broken(*_: object) -> str:
        raise KeyError("odd")

    monkeypatch.setattr(vector, "emit", broken)
    program = Program(BARRIERS)
    data = np.arange(128, dtype=np.int32)
    out = np.zeros_like(data)
    assert program.launch("warps", (2, 1, 1), (64, 1, 1), out, data) == 0
    assert out[0] == data[:32].sum() + 16
    assert "kernel warps runs a thread at a time" in capsys.readouterr().err
    # where vectors are asked for, as by the fuzzer, it is an error
    monkeypatch.setenv("JARIP_CUDA_MODE", "vector")
    with pytest.raises(KeyError):
        program.launch("warps", (2, 1, 1), (64, 1, 1), out, data)
