"""CUDA kernels of a program's own, against the same written in ATen on the same device."""

from collections.abc import Callable
from typing import Any

from benchmarks.torch.interleaved import ratio_in_turns

ROWS, COLUMNS = 2048, 1024

_SOURCE = r"""
#include <torch/library.h>
#include <torch/types.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAStream.h>

constexpr int kThreads = 256;

__global__ void biased_gelu(const float* x, const float* bias, float* y, int64_t count,
                            int columns) {
  int64_t i = blockIdx.x * int64_t(blockDim.x) + threadIdx.x;
  if (i >= count) return;
  float v = x[i] + bias[i % columns];
  y[i] = 0.5f * v * (1.0f + tanhf(0.7978845608f * (v + 0.044715f * v * v * v)));
}

template <class Join>
__device__ float join_block(float value, Join join) {
  __shared__ float parts[kThreads / 32];
  for (int step = 16; step > 0; step /= 2)
    value = join(value, __shfl_xor_sync(0xffffffffu, value, step));
  if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = value;
  __syncthreads();
  value = parts[0];
  for (int i = 1; i < kThreads / 32; i++) value = join(value, parts[i]);
  __syncthreads();
  return value;
}

__global__ void rms_norm(const float* x, const float* weight, float* y, int columns) {
  const float* row = x + int64_t(blockIdx.x) * columns;
  float squares = 0;
  for (int c = threadIdx.x; c < columns; c += kThreads) squares += row[c] * row[c];
  squares = join_block(squares, [](float a, float b) { return a + b; });
  const float scale = rsqrtf(squares / columns + 1e-6f);
  for (int c = threadIdx.x; c < columns; c += kThreads)
    y[int64_t(blockIdx.x) * columns + c] = row[c] * scale * weight[c];
}

__global__ void masked_softmax(const float* x, const bool* mask, float* y, int columns) {
  const int64_t start = int64_t(blockIdx.x) * columns;
  float largest = -INFINITY, sum = 0;
  for (int c = threadIdx.x; c < columns; c += kThreads)
    if (mask[start + c]) largest = fmaxf(largest, x[start + c]);
  largest = join_block(largest, [](float a, float b) { return fmaxf(a, b); });
  for (int c = threadIdx.x; c < columns; c += kThreads)
    if (mask[start + c]) sum += expf(x[start + c] - largest);
  sum = join_block(sum, [](float a, float b) { return a + b; });
  for (int c = threadIdx.x; c < columns; c += kThreads)
    y[start + c] = mask[start + c] ? expf(x[start + c] - largest) / sum : 0.0f;
}

using torch::Tensor;

Tensor run_gelu(const Tensor& x, const Tensor& bias) {
  auto y = torch::empty_like(x);
  int64_t blocks = (x.numel() + kThreads - 1) / kThreads;
  biased_gelu<<<blocks, kThreads, 0, c10::cuda::getCurrentCUDAStream()>>>(
      x.const_data_ptr<float>(), bias.const_data_ptr<float>(), y.data_ptr<float>(), x.numel(),
      x.size(1));
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  return y;
}

Tensor run_rms_norm(const Tensor& x, const Tensor& weight) {
  auto y = torch::empty_like(x);
  rms_norm<<<x.size(0), kThreads, 0, c10::cuda::getCurrentCUDAStream()>>>(
      x.const_data_ptr<float>(), weight.const_data_ptr<float>(), y.data_ptr<float>(), x.size(1));
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  return y;
}

Tensor run_softmax(const Tensor& x, const Tensor& mask) {
  auto y = torch::empty_like(x);
  masked_softmax<<<x.size(0), kThreads, 0, c10::cuda::getCurrentCUDAStream()>>>(
      x.const_data_ptr<float>(), mask.const_data_ptr<bool>(), y.data_ptr<float>(), x.size(1));
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  return y;
}

TORCH_LIBRARY(kernel_bench, m) {
  m.def("biased_gelu(Tensor x, Tensor bias) -> Tensor");
  m.def("rms_norm(Tensor x, Tensor weight) -> Tensor");
  m.def("masked_softmax(Tensor x, Tensor mask) -> Tensor");
}
TORCH_LIBRARY_IMPL(kernel_bench, CUDA, m) {
  m.impl("biased_gelu", &run_gelu);
  m.impl("rms_norm", &run_rms_norm);
  m.impl("masked_softmax", &run_softmax);
}
"""


def run(rounds: int) -> None:
    """Print one line a kernel: milliseconds in ATen, of the kernel, and their ratio."""
    import torch
    from torch.utils.cpp_extension import load_inline

    load_inline(
        name="kernel_bench",
        cpp_sources="",
        cuda_sources=_SOURCE,
        no_implicit_headers=True,
        is_python_module=False,
    )
    print(f"\n{f'kernel on {ROWS}x{COLUMNS} floats':34s} {'ATen':>9s} {'kernel':>9s} {'ratio':>7s}")
    for name, (aten, kernel) in _programs(torch).items():
        torch.testing.assert_close(kernel(), aten(), rtol=1e-4, atol=1e-5)
        ratio, first, second = ratio_in_turns(_waiting(aten), _waiting(kernel), rounds * 4)
        print(f"{name:34s} {first * 1e3:7.2f}ms {second * 1e3:7.2f}ms {ratio:7.3f}")


def _waiting(function: Callable[[], object]) -> Callable[[], object]:
    import torch

    def call() -> None:
        function()
        torch.cuda.synchronize()

    return call


def _programs(torch: Any) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    F, ours = torch.nn.functional, torch.ops.kernel_bench
    torch.manual_seed(0)
    x = torch.randn(ROWS, COLUMNS, device="cuda")
    row = torch.randn(COLUMNS, device="cuda")
    mask = torch.rand(ROWS, COLUMNS, device="cuda") < 0.8
    return {
        "GELU of x + bias": (
            lambda: F.gelu(x + row, approximate="tanh"),
            lambda: ours.biased_gelu(x, row),
        ),
        "RMS norm": (
            lambda: x * (x.square().mean(1, keepdim=True) + 1e-6).rsqrt() * row,
            lambda: ours.rms_norm(x, row),
        ),
        "masked softmax": (
            lambda: F.softmax(x.masked_fill(~mask, float("-inf")), -1),
            lambda: ours.masked_softmax(x, mask),
        ),
    }
