/* y = a x + y */
#include "bench_openmp.h"

static long n;
static float a, *x, *y;

static void saxpy(long n, float a, const float *restrict x, float *restrict y) {
  BENCH_PARALLEL_FOR(schedule(static))
  for (long i = 0; i < n; i++) y[i] = a * x[i] + y[i];
}

static void bench_setup(void) {
  n = bench_int("n");
  a = bench_float("a");
  x = bench_input("x");
  y = bench_inout("y");
}

static void bench_run(void) { saxpy(n, a, x, y); }
