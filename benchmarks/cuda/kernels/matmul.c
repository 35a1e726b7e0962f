/* C = A B, square and row-major: ROWS x COLUMNS of C are kept in registers while k runs. */
#include "bench_openmp.h"

#define ROWS 4
#define COLUMNS 32

static long n;
static float *a, *b, *c;

static void multiply_tile(long n, const float *restrict a, const float *restrict b,
                          float *restrict c) {
  float sum[ROWS][COLUMNS] = {{0}};
  for (long k = 0; k < n; k++)
    for (int i = 0; i < ROWS; i++) {
      BENCH_SIMD()
      for (int j = 0; j < COLUMNS; j++) sum[i][j] += a[i * n + k] * b[k * n + j];
    }
  for (int i = 0; i < ROWS; i++)
    for (int j = 0; j < COLUMNS; j++) c[i * n + j] = sum[i][j];
}

static void bench_setup(void) {
  n = bench_int("n");
  a = bench_input("a");
  b = bench_input("b");
  c = bench_output("c", n * n * sizeof(float));
}

static void bench_run(void) {
#pragma omp parallel for collapse(2) schedule(static)
  for (long column = 0; column < n; column += COLUMNS)
    for (long row = 0; row < n; row += ROWS)
      multiply_tile(n, a + row * n, b + column, c + row * n + column);
}
