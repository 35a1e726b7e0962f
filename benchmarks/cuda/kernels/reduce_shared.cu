/* The sum of n floats: each block adds two elements a thread, then halves them in shared memory;
 * the same kernel then sums the blocks' sums, until one is left. */
#include "bench_cuda.h"

#define THREADS 256

static long n;
static float *values, *partial[2], *sum;

__global__ void reduce_shared(int n, const float *values, float *sums) {
  __shared__ float part[THREADS];
  int t = threadIdx.x, i = blockIdx.x * (2 * THREADS) + t;
  float own = i < n ? values[i] : 0.0f;
  if (i + THREADS < n) own += values[i + THREADS];
  part[t] = own;
  __syncthreads();
  for (int half = THREADS / 2; half > 0; half >>= 1) {
    if (t < half) part[t] += part[t + half];
    __syncthreads();
  }
  if (t == 0) sums[blockIdx.x] = part[0];
}

static void bench_setup(void) {
  n = bench_int("n");
  values = (float *)bench_input("values");
  sum = (float *)bench_output("sum", sizeof(float));
  for (int i = 0; i < 2; i++)
    partial[i] = (float *)bench_allocate(bench_blocks(n, 2 * THREADS) * sizeof(float));
}

static void bench_run(void) {
  const float *from = values;
  int left = n, turn = 0;
  while (left > 1) {
    int blocks = bench_blocks(left, 2 * THREADS);
    float *to = blocks == 1 ? sum : partial[turn];
    reduce_shared<<<blocks, THREADS>>>(left, from, to);
    from = to;
    left = blocks;
    turn = 1 - turn;
  }
}
