/* out = in transposed: 32x32 tiles through padded shared memory, 32x8 threads. */
#include "bench_cuda.h"

#define TILE 32
#define ROWS 8

static long rows, columns;
static float *in, *out;

__global__ void transpose(int rows, int columns, const float *in, float *out) {
  __shared__ float tile[TILE][TILE + 1];
  int x = blockIdx.x * TILE + threadIdx.x, y = blockIdx.y * TILE + threadIdx.y;
  for (int k = 0; k < TILE; k += ROWS)
    if (x < columns && y + k < rows) tile[threadIdx.y + k][threadIdx.x] = in[(y + k) * columns + x];
  __syncthreads();
  x = blockIdx.y * TILE + threadIdx.x;
  y = blockIdx.x * TILE + threadIdx.y;
  for (int k = 0; k < TILE; k += ROWS)
    if (x < rows && y + k < columns) out[(y + k) * rows + x] = tile[threadIdx.x][threadIdx.y + k];
}

static void bench_setup(void) {
  rows = bench_int("rows");
  columns = bench_int("columns");
  in = (float *)bench_input("in");
  out = (float *)bench_output("out", rows * columns * sizeof(float));
}

static void bench_run(void) {
  dim3 grid(bench_blocks(columns, TILE), bench_blocks(rows, TILE));
  transpose<<<grid, dim3(TILE, ROWS)>>>(rows, columns, in, out);
}
