/* Sorts n = 2^k integers by a bitonic network; steps that stay within a tile run in shared memory. */
#include "bench_cuda.h"

#define THREADS 512
#define TILE (2 * THREADS)

static long n;
static unsigned *keys;

__device__ void order(unsigned &low, unsigned &high, bool ascending) {
  if ((low > high) == ascending) {
    unsigned swapped = low;
    low = high;
    high = swapped;
  }
}

/* Steps `first_step`, half of it, ... 1 of the merge that sorts runs of `run` elements. */
__device__ void merge_in_tile(unsigned *tile, int base, int run, int first_step) {
  for (int step = first_step; step > 0; step >>= 1) {
    __syncthreads();
    int at = 2 * threadIdx.x - (threadIdx.x & (step - 1));
    order(tile[at], tile[at + step], ((base + at) & run) == 0);
  }
  __syncthreads();
}

__global__ void sort_tiles(unsigned *keys) {
  __shared__ unsigned tile[TILE];
  int base = blockIdx.x * TILE;
  tile[threadIdx.x] = keys[base + threadIdx.x];
  tile[threadIdx.x + THREADS] = keys[base + threadIdx.x + THREADS];
  for (int run = 2; run <= TILE; run <<= 1) merge_in_tile(tile, base, run, run / 2);
  keys[base + threadIdx.x] = tile[threadIdx.x];
  keys[base + threadIdx.x + THREADS] = tile[threadIdx.x + THREADS];
}

__global__ void merge_tiles(unsigned *keys, int run) {
  __shared__ unsigned tile[TILE];
  int base = blockIdx.x * TILE;
  tile[threadIdx.x] = keys[base + threadIdx.x];
  tile[threadIdx.x + THREADS] = keys[base + threadIdx.x + THREADS];
  merge_in_tile(tile, base, run, THREADS);
  keys[base + threadIdx.x] = tile[threadIdx.x];
  keys[base + threadIdx.x + THREADS] = tile[threadIdx.x + THREADS];
}

__global__ void merge_step(unsigned *keys, int run, int step) {
  int i = blockIdx.x * blockDim.x + threadIdx.x, at = 2 * i - (i & (step - 1));
  order(keys[at], keys[at + step], (at & run) == 0);
}

static void bench_setup(void) {
  n = bench_int("n");
  keys = (unsigned *)bench_inout("keys");
}

static void bench_run(void) {
  sort_tiles<<<n / TILE, THREADS>>>(keys);
  for (long run = 2 * TILE; run <= n; run *= 2) {
    for (long step = run / 2; step > THREADS; step /= 2)
      merge_step<<<n / TILE, THREADS>>>(keys, run, step);
    merge_tiles<<<n / TILE, THREADS>>>(keys, run);
  }
}
