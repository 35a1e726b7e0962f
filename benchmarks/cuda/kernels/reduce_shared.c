/* The sum of n floats: blocks of partial sums keep it vectorisable and accurate without -Ofast. */
#include "bench_openmp.h"

#define LANES 64

static long n;
static float *values, *sum;

static float reduce(long n, const float *restrict values) {
  float total = 0.0f;
#pragma omp parallel for reduction(+ : total) schedule(static)
  for (long start = 0; start < n; start += 4096) {
    long end = start + 4096 < n ? start + 4096 : n, i = start;
    float lanes[LANES] = {0}, part = 0.0f;
    for (; i + LANES <= end; i += LANES) {
      BENCH_SIMD()
      for (int lane = 0; lane < LANES; lane++) lanes[lane] += values[i + lane];
    }
    for (; i < end; i++) part += values[i];
    for (int lane = 0; lane < LANES; lane++) part += lanes[lane];
    total += part;
  }
  return total;
}

static void bench_setup(void) {
  n = bench_int("n");
  values = bench_input("values");
  sum = bench_output("sum", sizeof(float));
}

static void bench_run(void) { *sum = reduce(n, values); }
