/* C = A B, square and row-major: each block computes a 16x16 tile of C through shared tiles. */
#include "bench_cuda.h"

#define TILE 16

static long n;
static float *a, *b, *c;

__global__ void matmul(int n, const float *a, const float *b, float *c) {
  __shared__ float tile_a[TILE][TILE];
  __shared__ float tile_b[TILE][TILE];
  int tx = threadIdx.x, ty = threadIdx.y;
  int column = blockIdx.x * TILE + tx, row = blockIdx.y * TILE + ty;
  float sum = 0.0f;
  for (int step = 0; step < n / TILE; step++) {
    tile_a[ty][tx] = a[row * n + step * TILE + tx];
    tile_b[ty][tx] = b[(step * TILE + ty) * n + column];
    __syncthreads();
    for (int k = 0; k < TILE; k++) sum += tile_a[ty][k] * tile_b[k][tx];
    __syncthreads();
  }
  c[row * n + column] = sum;
}

static void bench_setup(void) {
  n = bench_int("n");
  a = (float *)bench_input("a");
  b = (float *)bench_input("b");
  c = (float *)bench_output("c", n * n * sizeof(float));
}

static void bench_run(void) {
  matmul<<<dim3(n / TILE, n / TILE), dim3(TILE, TILE)>>>(n, a, b, c);
}
