// Kernels as extensions of PyTorch are written for a GPU.
#include <ATen/ATen.h>
#include <ATen/AccumulateType.h>
#include <ATen/cuda/CUDAContext.h>
#include <ATen/cuda/Exceptions.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <cuda_bf16.h>
#include <cuda_fp16.h>

#define CHECK_CUDA(x) TORCH_CHECK(x.is_cuda(), #x " must be a CUDA tensor")
#define CHECK_CONTIGUOUS(x) TORCH_CHECK(x.is_contiguous(), #x " must be contiguous")

template <typename scalar_t>
__global__ void silu_mul_kernel(const scalar_t* __restrict__ a, const scalar_t* __restrict__ b,
                                scalar_t* __restrict__ out, int64_t n) {
  using acc_t = at::acc_type<scalar_t, true>;
  int64_t step = int64_t(gridDim.x) * blockDim.x;
  for (int64_t i = blockIdx.x * int64_t(blockDim.x) + threadIdx.x; i < n; i += step) {
    acc_t x = static_cast<acc_t>(a[i]);
    out[i] = static_cast<scalar_t>(x / (acc_t(1) + ::exp(-x)) * static_cast<acc_t>(b[i]));
  }
}

torch::Tensor silu_mul(torch::Tensor a, torch::Tensor b) {
  CHECK_CUDA(a);
  CHECK_CONTIGUOUS(a);
  const at::cuda::CUDAGuard guard(a.device());
  auto out = at::empty_like(a);
  const int threads = 256;
  const int most = at::cuda::getCurrentDeviceProperties()->multiProcessorCount * 8;
  const int blocks = std::min<int64_t>((a.numel() + threads - 1) / threads, most);
  auto stream = at::cuda::getCurrentCUDAStream();
  AT_DISPATCH_FLOATING_TYPES_AND2(
      at::ScalarType::Half, at::ScalarType::BFloat16, a.scalar_type(), "silu_mul", [&] {
        silu_mul_kernel<scalar_t><<<blocks, threads, 0, stream>>>(
            a.data_ptr<scalar_t>(), b.data_ptr<scalar_t>(), out.data_ptr<scalar_t>(), a.numel());
      });
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  return out;
}

using Rows = torch::PackedTensorAccessor64<float, 2, torch::RestrictPtrTraits>;
using Sums = torch::PackedTensorAccessor64<float, 1, torch::RestrictPtrTraits>;

__global__ void row_sum_kernel(Rows x, Sums out) {
  extern __shared__ float part[];
  float sum = 0;
  for (int c = threadIdx.x; c < x.size(1); c += blockDim.x) sum += x[blockIdx.x][c];
  for (int o = 16; o > 0; o /= 2) sum += __shfl_down_sync(0xffffffffu, sum, o);
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x != 0) return;
  float total = 0;
  for (int w = 0; w < blockDim.x / 32; w++) total += part[w];
  out[blockIdx.x] = total;
}

torch::Tensor row_sum(torch::Tensor x) {
  CHECK_CUDA(x);
  const c10::cuda::CUDAGuard guard(x.device());
  auto options = torch::TensorOptions().dtype(torch::kFloat32).device(x.device());
  auto out = torch::zeros({x.size(0)}, options);
  const int threads = 128;
  row_sum_kernel<<<x.size(0), threads, threads / 32 * sizeof(float),
                   at::cuda::getCurrentCUDAStream()>>>(
      x.packed_accessor64<float, 2, torch::RestrictPtrTraits>(),
      out.packed_accessor64<float, 1, torch::RestrictPtrTraits>());
  AT_CUDA_CHECK(cudaGetLastError());
  return out;
}

__global__ void triple_kernel(const __half2* a, __half2* out, int n) {
  int i = threadIdx.x + blockIdx.x * blockDim.x;
  if (i < n) out[i] = __hmul2(a[i], __float2half2_rn(3.0f));
}

torch::Tensor triple_half(torch::Tensor x) {
  auto out = torch::empty_like(x);
  int pairs = x.numel() / 2;
  triple_kernel<<<(pairs + 63) / 64, 64, 0, c10::cuda::getCurrentCUDAStream()>>>(
      reinterpret_cast<const __half2*>(x.data_ptr<at::Half>()),
      reinterpret_cast<__half2*>(out.data_ptr<at::Half>()), pairs);
  return out;
}

__global__ void histogram_kernel(const int64_t* x, int* bins, int n) {
  int i = threadIdx.x + blockIdx.x * blockDim.x;
  if (i < n) atomicAdd(bins + x[i], 1);
}

torch::Tensor histogram(torch::Tensor x, int64_t bins) {
  auto counts = torch::zeros({bins}, x.options().dtype(torch::kInt32));
  histogram_kernel<<<(x.numel() + 255) / 256, 256>>>(x.data_ptr<int64_t>(),
                                                     counts.data_ptr<int>(), x.numel());
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  return counts;
}

torch::Tensor launch_too_many_threads(torch::Tensor x) {
  histogram_kernel<<<1, 4096>>>(x.data_ptr<int64_t>(), nullptr, 0);
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  return x;
}
