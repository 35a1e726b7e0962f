/* C = A B in half precision, summed in float: 64x64 tiles of C, 4x4 of them a thread. */
#include <cuda_fp16.h>

#include "bench_cuda.h"

#define TILE 64
#define DEPTH 16
#define OWN 4

static long n;
static __half *a, *b, *c;

__global__ void gemm_half(int n, const __half *a, const __half *b, __half *c) {
  __shared__ float tile_a[DEPTH][TILE], tile_b[DEPTH][TILE];
  int tx = threadIdx.x, ty = threadIdx.y, t = ty * (TILE / OWN) + tx;
  int row = blockIdx.y * TILE, column = blockIdx.x * TILE;
  float sum[OWN][OWN] = {};
  for (int step = 0; step < n; step += DEPTH) {
    for (int i = t; i < TILE * DEPTH; i += (TILE / OWN) * (TILE / OWN)) {
      tile_a[i % DEPTH][i / DEPTH] = __half2float(a[(row + i / DEPTH) * n + step + i % DEPTH]);
      tile_b[i / TILE][i % TILE] = __half2float(b[(step + i / TILE) * n + column + i % TILE]);
    }
    __syncthreads();
    for (int k = 0; k < DEPTH; k++) {
      float own_a[OWN], own_b[OWN];
      for (int i = 0; i < OWN; i++) own_a[i] = tile_a[k][ty * OWN + i];
      for (int j = 0; j < OWN; j++) own_b[j] = tile_b[k][tx * OWN + j];
      for (int i = 0; i < OWN; i++)
        for (int j = 0; j < OWN; j++) sum[i][j] += own_a[i] * own_b[j];
    }
    __syncthreads();
  }
  for (int i = 0; i < OWN; i++)
    for (int j = 0; j < OWN; j++)
      c[(row + ty * OWN + i) * n + column + tx * OWN + j] = __float2half(sum[i][j]);
}

static void bench_setup(void) {
  n = bench_int("n");
  a = (__half *)bench_input("a");
  b = (__half *)bench_input("b");
  c = (__half *)bench_output("c", n * n * sizeof(__half));
}

static void bench_run(void) {
  gemm_half<<<dim3(n / TILE, n / TILE), dim3(TILE / OWN, TILE / OWN)>>>(n, a, b, c);
}
