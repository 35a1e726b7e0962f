/* y = A x for a sparse A in compressed rows: rows go to the threads. */
#include "bench_openmp.h"

static long rows;
static int *starts, *columns;
static float *values, *x, *y;

static float row_sum(int begin, int end, const int *restrict columns,
                     const float *restrict values, const float *restrict x) {
  float sum = 0.0f;
  BENCH_SIMD(reduction(+ : sum))
  for (int i = begin; i < end; i++) sum += values[i] * x[columns[i]];
  return sum;
}

static void bench_setup(void) {
  rows = bench_int("rows");
  starts = bench_input("starts");
  columns = bench_input("columns");
  values = bench_input("values");
  x = bench_input("x");
  y = bench_output("y", rows * sizeof(float));
}

static void bench_run(void) {
#pragma omp parallel for schedule(static)
  for (long row = 0; row < rows; row++)
    y[row] = row_sum(starts[row], starts[row + 1], columns, values, x);
}
