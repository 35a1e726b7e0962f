/* Counts of 256 byte values: each block counts in shared memory, then adds to the whole. */
#include "bench_cuda.h"

#define BINS 256
#define BLOCKS 256

static long n;
static unsigned char *values;
static unsigned *counts;

__global__ void histogram(int n, const unsigned char *values, unsigned *counts) {
  __shared__ unsigned own[BINS];
  own[threadIdx.x] = 0;
  __syncthreads();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    atomicAdd(&own[values[i]], 1u);
  __syncthreads();
  atomicAdd(&counts[threadIdx.x], own[threadIdx.x]);
}

static void bench_setup(void) {
  n = bench_int("n");
  values = (unsigned char *)bench_input("values");
  counts = (unsigned *)bench_output("counts", BINS * sizeof(unsigned));
}

static void bench_run(void) {
  bench_check(cudaMemset(counts, 0, BINS * sizeof(unsigned)), "cudaMemset");
  histogram<<<BLOCKS, BINS>>>(n, values, counts);
}
