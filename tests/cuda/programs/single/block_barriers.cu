// Arrival and waiting apart, copies in stages, predicates of address spaces.
#include <cstdio>
#include <cuda_awbarrier.h>
#include <cuda_pipeline.h>

__global__ void exchange(int *out) {
  __shared__ nvcuda::experimental::awbarrier barrier;
  __shared__ int values[64];
  if (threadIdx.x == 0) init(&barrier, blockDim.x);
  __syncthreads();
  int sum = 0;
  for (int round = 0; round < 3; ++round) {
    values[threadIdx.x] = threadIdx.x + 100 * round;
    auto token = barrier.arrive();
    barrier.wait(token);
    sum += values[63 - threadIdx.x];
    barrier.arrive_and_wait();
  }
  out[threadIdx.x] = sum;
}

__global__ void stage(const int *in, int *out) {
  extern __shared__ int dynamic[];
  __shared__ int tile[64];
  __pipeline_memcpy_async(&tile[threadIdx.x], &in[threadIdx.x], 4, threadIdx.x % 2 ? 4 : 0);
  __pipeline_commit();
  __pipeline_wait_prior(0);
  __syncthreads();
  dynamic[threadIdx.x] = 1;
  const bool spaces = __isShared(tile) && __isShared(dynamic) && !__isShared(in) && __isGlobal(in);
  out[threadIdx.x] = tile[63 - threadIdx.x] + 1000 * spaces;
}

int main() {
  int *in, *out, wrong = 0;
  cudaMallocManaged(&in, 64 * sizeof(int));
  cudaMallocManaged(&out, 64 * sizeof(int));
  for (int i = 0; i < 64; ++i) in[i] = i + 1;
  exchange<<<1, 64>>>(out);
  wrong += cudaDeviceSynchronize() != cudaSuccess;
  for (int i = 0; i < 64; ++i) wrong += out[i] != 3 * (63 - i) + 300;
  stage<<<1, 64, 64 * sizeof(int)>>>(in, out);
  wrong += cudaDeviceSynchronize() != cudaSuccess;
  for (int i = 0; i < 64; ++i) wrong += out[i] != 1000 + (i % 2 ? 64 - i : 0);
  std::puts(wrong ? "FAIL" : "PASS");
}
