// nvcc: -std=c++17
// needs: cccl
// libcu++ on the device: atomics of every scope, barriers, copies that a barrier tracks, pipelines.
#include <cstdio>
#include <cuda/atomic>
#include <cuda/barrier>
#include <cuda/pipeline>
#include <cuda/std/array>

__device__ cuda::atomic<int, cuda::thread_scope_device> counter;

__global__ void count(int *out, float *most) {
  cuda::atomic_ref<int, cuda::thread_scope_system> shared_by_all(out[0]);
  shared_by_all.fetch_add(2, cuda::memory_order_relaxed);
  cuda::atomic_ref<float, cuda::thread_scope_device>(*most).fetch_add(0.5f);
  counter.fetch_add(1);
  counter.fetch_max(7, cuda::memory_order_acq_rel);
  int expected = -1;
  if (!counter.compare_exchange_strong(expected, 0)) shared_by_all++;
  if (threadIdx.x == 0 && blockIdx.x == 0) out[1] = cuda::std::array<int, 3>{1, 2, 3}.size();
}

__global__ void stage(const int *in, int *out) {
  __shared__ int tile[128];
  __shared__ cuda::barrier<cuda::thread_scope_block> barrier;
  if (threadIdx.x == 0) init(&barrier, blockDim.x);
  __syncthreads();
  cuda::memcpy_async(&tile[threadIdx.x], &in[threadIdx.x], sizeof(int), barrier);
  barrier.arrive_and_wait();
  out[threadIdx.x] = tile[127 - threadIdx.x];
  auto pipe = cuda::make_pipeline();
  pipe.producer_acquire();
  cuda::memcpy_async(&tile[threadIdx.x], &in[threadIdx.x], sizeof(int), pipe);
  pipe.producer_commit();
  pipe.consumer_wait();
  barrier.wait(barrier.arrive());
  out[threadIdx.x] += 1000 * tile[(threadIdx.x + 1) % 128];
  pipe.consumer_release();
}

int main() {
  int *in, *out, wrong = 0;
  float *most;
  cudaMallocManaged(&in, 128 * sizeof(int));
  cudaMallocManaged(&out, 128 * sizeof(int));
  cudaMallocManaged(&most, sizeof(float));
  for (int i = 0; i < 128; ++i) in[i] = i, out[i] = 0;
  *most = 0;
  count<<<4, 64>>>(out, most);
  wrong += cudaDeviceSynchronize() != cudaSuccess;
  wrong += out[0] != 256 * 3 || out[1] != 3 || *most != 128.0f;
  stage<<<1, 128>>>(in, out);
  wrong += cudaDeviceSynchronize() != cudaSuccess;
  for (int i = 0; i < 128; ++i) wrong += out[i] != 127 - i + 1000 * ((i + 1) % 128);
  std::puts(wrong ? "FAIL" : "PASS");
}
