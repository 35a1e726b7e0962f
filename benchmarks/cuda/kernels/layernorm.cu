/* Each row to mean 0 and variance 1, then scaled and shifted: a block a row. */
#include "bench_cuda.h"

#define THREADS 256

static long rows, columns;
static float epsilon, *in, *gain, *bias, *out;

/* `warps` is shared and may be used again after the barrier that follows the next use. */
__device__ float sum_of_block(float own, float *warps) {
  for (int offset = 16; offset > 0; offset >>= 1) own += __shfl_xor_sync(0xffffffffu, own, offset);
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = own;
  __syncthreads();
  own = 0.0f;
  for (int warp = 0; warp < THREADS / 32; warp++) own += warps[warp];
  return own;
}

__global__ void layernorm(int columns, float epsilon, const float *in, const float *gain,
                          const float *bias, float *out) {
  __shared__ float warps[2][THREADS / 32];
  const float *row = in + (size_t)blockIdx.x * columns;
  float *to = out + (size_t)blockIdx.x * columns;
  float sum = 0.0f, squares = 0.0f;
  for (int i = threadIdx.x; i < columns; i += THREADS) sum += row[i];
  float mean = sum_of_block(sum, warps[0]) / columns;
  for (int i = threadIdx.x; i < columns; i += THREADS) {
    float apart = row[i] - mean;
    squares += apart * apart;
  }
  float scale = rsqrtf(sum_of_block(squares, warps[1]) / columns + epsilon);
  for (int i = threadIdx.x; i < columns; i += THREADS)
    to[i] = (row[i] - mean) * scale * gain[i] + bias[i];
}

static void bench_setup(void) {
  rows = bench_int("rows");
  columns = bench_int("columns");
  epsilon = bench_float("epsilon");
  in = (float *)bench_input("in");
  gain = (float *)bench_input("gain");
  bias = (float *)bench_input("bias");
  out = (float *)bench_output("out", rows * columns * sizeof(float));
}

static void bench_run(void) {
  layernorm<<<rows, THREADS>>>(columns, epsilon, in, gain, bias, out);
}
