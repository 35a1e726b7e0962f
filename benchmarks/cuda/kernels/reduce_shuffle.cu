/* The sum of n floats: a grid-stride loop, then shuffles within each warp, then one warp a block. */
#include "bench_cuda.h"

#define THREADS 256
#define BLOCKS 512

static long n;
static float *values, *partial, *sum;

__device__ float sum_of_warp(float own) {
  for (int offset = 16; offset > 0; offset >>= 1)
    own += __shfl_down_sync(0xffffffffu, own, offset);
  return own;
}

__global__ void reduce_shuffle(int n, const float *values, float *sums) {
  __shared__ float warps[32];
  int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  float own = 0.0f;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    own += values[i];
  own = sum_of_warp(own);
  if (lane == 0) warps[warp] = own;
  __syncthreads();
  if (warp == 0) {
    own = lane < blockDim.x / 32 ? warps[lane] : 0.0f;
    own = sum_of_warp(own);
    if (lane == 0) sums[blockIdx.x] = own;
  }
}

static void bench_setup(void) {
  n = bench_int("n");
  values = (float *)bench_input("values");
  sum = (float *)bench_output("sum", sizeof(float));
  partial = (float *)bench_allocate(BLOCKS * sizeof(float));
}

static void bench_run(void) {
  reduce_shuffle<<<BLOCKS, THREADS>>>(n, values, partial);
  reduce_shuffle<<<1, THREADS>>>(BLOCKS, partial, sum);
}
