/* The softmax of each row: a block a row, its maximum and its sum by shuffles. */
#include "bench_cuda.h"

#define THREADS 256

static long rows, columns;
static float *in, *out;

__device__ float maximum_of_block(float own) {
  __shared__ float warps[THREADS / 32];
  for (int offset = 16; offset > 0; offset >>= 1)
    own = fmaxf(own, __shfl_xor_sync(0xffffffffu, own, offset));
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = own;
  __syncthreads();
  own = warps[0];
  for (int warp = 1; warp < THREADS / 32; warp++) own = fmaxf(own, warps[warp]);
  return own;
}

__device__ float sum_of_block(float own) {
  __shared__ float warps[THREADS / 32];
  for (int offset = 16; offset > 0; offset >>= 1) own += __shfl_xor_sync(0xffffffffu, own, offset);
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = own;
  __syncthreads();
  own = 0.0f;
  for (int warp = 0; warp < THREADS / 32; warp++) own += warps[warp];
  return own;
}

__global__ void softmax(int columns, const float *in, float *out) {
  const float *row = in + (size_t)blockIdx.x * columns;
  float *to = out + (size_t)blockIdx.x * columns;
  float highest = -INFINITY, sum = 0.0f;
  for (int i = threadIdx.x; i < columns; i += THREADS) highest = fmaxf(highest, row[i]);
  highest = maximum_of_block(highest);
  for (int i = threadIdx.x; i < columns; i += THREADS) {
    float power = expf(row[i] - highest);
    to[i] = power;
    sum += power;
  }
  float scale = 1.0f / sum_of_block(sum);
  for (int i = threadIdx.x; i < columns; i += THREADS) to[i] *= scale;
}

static void bench_setup(void) {
  rows = bench_int("rows");
  columns = bench_int("columns");
  in = (float *)bench_input("in");
  out = (float *)bench_output("out", rows * columns * sizeof(float));
}

static void bench_run(void) { softmax<<<rows, THREADS>>>(columns, in, out); }
