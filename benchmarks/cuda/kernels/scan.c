/* Inclusive prefix sums of n integers: each thread sums its part, then scans it from the sum of
 * the parts before. */
#include "bench_openmp.h"

static long n;
static unsigned *values, *sums, *part;

static void scan_part(long n, unsigned before, const unsigned *restrict in,
                      unsigned *restrict out) {
#ifdef BENCH_HAND_SIMD
#pragma omp simd reduction(inscan, + : before)
  for (long i = 0; i < n; i++) {
    before += in[i];
#pragma omp scan inclusive(before)
    out[i] = before;
  }
#else
  for (long i = 0; i < n; i++) out[i] = before += in[i];
#endif
}

static unsigned sum_part(long n, const unsigned *restrict in) {
  unsigned sum = 0;
  BENCH_SIMD(reduction(+ : sum))
  for (long i = 0; i < n; i++) sum += in[i];
  return sum;
}

static void bench_setup(void) {
  n = bench_int("n");
  values = bench_input("values");
  sums = bench_output("sums", n * sizeof(unsigned));
  part = bench_allocate((omp_get_max_threads() + 1) * sizeof(unsigned));
}

static void bench_run(void) {
#pragma omp parallel
  {
    long threads = omp_get_num_threads(), thread = omp_get_thread_num();
    long begin = n * thread / threads, end = n * (thread + 1) / threads;
    part[thread] = sum_part(end - begin, values + begin);
#pragma omp barrier
    unsigned before = 0;
    for (long t = 0; t < thread; t++) before += part[t];
    scan_part(end - begin, before, values + begin, sums + begin);
  }
}
