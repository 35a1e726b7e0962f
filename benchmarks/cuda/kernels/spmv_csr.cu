/* y = A x for a sparse A in compressed rows: one warp a row, summed by shuffles. */
#include "bench_cuda.h"

#define THREADS 128
#define ROWS (THREADS / 32)

static long rows;
static int *starts, *columns;
static float *values, *x, *y;

__global__ void spmv_csr(int rows, const int *starts, const int *columns, const float *values,
                         const float *x, float *y) {
  int row = blockIdx.x * ROWS + threadIdx.x / 32, lane = threadIdx.x % 32;
  if (row >= rows) return;
  float sum = 0.0f;
  for (int i = starts[row] + lane; i < starts[row + 1]; i += 32) sum += values[i] * x[columns[i]];
  for (int offset = 16; offset > 0; offset >>= 1) sum += __shfl_down_sync(0xffffffffu, sum, offset);
  if (lane == 0) y[row] = sum;
}

static void bench_setup(void) {
  rows = bench_int("rows");
  starts = (int *)bench_input("starts");
  columns = (int *)bench_input("columns");
  values = (float *)bench_input("values");
  x = (float *)bench_input("x");
  y = (float *)bench_output("y", rows * sizeof(float));
}

static void bench_run(void) {
  spmv_csr<<<bench_blocks(rows, ROWS), THREADS>>>(rows, starts, columns, values, x, y);
}
