/* C = A B in half precision, summed in float: A and B are widened once, then as in matmul.c. */
#include "bench_openmp.h"

#define ROWS 4
#define COLUMNS 32

static long n;
static _Float16 *a, *b, *c;
static float *wide_a, *wide_b;

static void widen(long n, const _Float16 *restrict from, float *restrict to) {
  BENCH_SIMD()
  for (long i = 0; i < n; i++) to[i] = from[i];
}

static void multiply_tile(long n, const float *restrict a, const float *restrict b,
                          _Float16 *restrict c) {
  float sum[ROWS][COLUMNS] = {{0}};
  for (long k = 0; k < n; k++)
    for (int i = 0; i < ROWS; i++) {
      BENCH_SIMD()
      for (int j = 0; j < COLUMNS; j++) sum[i][j] += a[i * n + k] * b[k * n + j];
    }
  for (int i = 0; i < ROWS; i++)
    for (int j = 0; j < COLUMNS; j++) c[i * n + j] = (_Float16)sum[i][j];
}

static void bench_setup(void) {
  n = bench_int("n");
  a = bench_input("a");
  b = bench_input("b");
  c = bench_output("c", n * n * sizeof(_Float16));
  wide_a = bench_allocate(n * n * sizeof(float));
  wide_b = bench_allocate(n * n * sizeof(float));
}

static void bench_run(void) {
#pragma omp parallel
  {
#pragma omp for schedule(static)
    for (long row = 0; row < n; row++) {
      widen(n, a + row * n, wide_a + row * n);
      widen(n, b + row * n, wide_b + row * n);
    }
#pragma omp for collapse(2) schedule(static)
    for (long column = 0; column < n; column += COLUMNS)
      for (long row = 0; row < n; row += ROWS)
        multiply_tile(n, wide_a + row * n, wide_b + column, c + row * n + column);
  }
}
