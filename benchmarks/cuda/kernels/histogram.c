/* Counts of 256 byte values: eight tables a thread, so that equal neighbours don't wait. */
#include "bench_openmp.h"

#define BINS 256
#define TABLES 8

static long n;
static unsigned char *values;
static unsigned *counts;

static void bench_setup(void) {
  n = bench_int("n");
  values = bench_input("values");
  counts = bench_output("counts", BINS * sizeof(unsigned));
}

static void bench_run(void) {
  memset(counts, 0, BINS * sizeof(unsigned));
#pragma omp parallel
  {
    unsigned own[TABLES][BINS] = {{0}};
#pragma omp for schedule(static) nowait
    for (long i = 0; i < n / TABLES; i++) {
      uint64_t bytes;
      memcpy(&bytes, values + i * TABLES, sizeof bytes);
      for (int k = 0; k < TABLES; k++) own[k][bytes >> (8 * k) & 255]++;
    }
#pragma omp single nowait
    for (long i = n / TABLES * TABLES; i < n; i++) own[0][values[i]]++;
    for (int k = 1; k < TABLES; k++) {
      BENCH_SIMD()
      for (int bin = 0; bin < BINS; bin++) own[0][bin] += own[k][bin];
    }
#pragma omp critical
    for (int bin = 0; bin < BINS; bin++) counts[bin] += own[0][bin];
  }
}
