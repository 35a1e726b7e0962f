"""`--explain` says how each kernel is compiled and why not faster."""

from __future__ import annotations

from device_harness.build import device_ir, image_of

from jarip.cuda.jit.explain import explain_image

SOURCE = """
extern "C" __global__ void fast(float *x) { x[blockIdx.x * blockDim.x + threadIdx.x] *= 2; }
extern "C" __global__ void tile(float *x) {
  __shared__ float s[1024];
  s[threadIdx.x] = x[threadIdx.x];
  float kept = x[threadIdx.x + 1];
  __syncthreads();
  x[threadIdx.x] = s[1023 - threadIdx.x] + kept;
}
extern "C" __global__ void apart(int *x, const int *at) {
  x[at[threadIdx.x] * 3] = x[at[threadIdx.x + 1]];
  atomic_add(&x[at[threadIdx.x]], 1);
}
extern "C" __global__ void waits(volatile int *flag) { while (*flag == 0) { } }
extern "C" __device__ int missing(int);
extern "C" __global__ void wrong(int *x) { x[0] = missing(1); }
"""


def test_each_kernel_is_explained() -> None:
    """Given kernels of each kind, the explanation names mode, width, cost and reason."""
    text = explain_image(image_of(device_ir(SOURCE)))
    fast, *_ = (line for line in text.splitlines() if line.startswith("fast"))
    tile, *_ = (line for line in text.splitlines() if line.startswith("tile"))
    assert "vector, " in fast
    assert "1 region, 0 divergent branches" in fast
    assert "2 regions" in tile
    assert "bytes kept across barriers" in tile
    slow, *_ = (line for line in text.splitlines() if line.startswith("apart"))
    assert "1 gathers, 1 scatters, 1 accesses a thread at a time" in slow
    assert "waits for blocks of 256 threads: fiber\n  because: a loop waits for memory" in text
    assert "wrong for blocks of 256 threads: error: device function wrong calls missing" in text
