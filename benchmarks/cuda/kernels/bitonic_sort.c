/* Sorts n = 2^k integers by the same network; steps that stay within a tile run in the first cache,
 * and both halves of a step are contiguous, so that it is minima and maxima of vectors. */
#include "bench_openmp.h"

#define TILE 4096

static long n;
static unsigned *keys;

static void order_rows(long step, unsigned *restrict low, unsigned *restrict high, int ascending) {
  if (ascending) {
    BENCH_SIMD()
    for (long i = 0; i < step; i++) {
      unsigned a = low[i], b = high[i];
      low[i] = a < b ? a : b;
      high[i] = a < b ? b : a;
    }
  } else {
    BENCH_SIMD()
    for (long i = 0; i < step; i++) {
      unsigned a = low[i], b = high[i];
      low[i] = a < b ? b : a;
      high[i] = a < b ? a : b;
    }
  }
}

/* One step narrower than a vector, over a whole tile whose runs all go one way or alternate. */
#define NARROW_STEP(STEP)                                                        \
  static void narrow_step_##STEP(unsigned *restrict tile, long base, long run) { \
    for (long i = 0; i < TILE; i += 2 * STEP) {                                  \
      unsigned flip = (base + i) & run ? ~0u : 0u;                               \
      for (long j = i; j < i + STEP; j++) {                                      \
        unsigned a = tile[j] ^ flip, b = tile[j + STEP] ^ flip;                  \
        tile[j] = (a < b ? a : b) ^ flip;                                        \
        tile[j + STEP] = (a < b ? b : a) ^ flip;                                 \
      }                                                                          \
    }                                                                            \
  }
NARROW_STEP(1)
NARROW_STEP(2)
NARROW_STEP(4)

static void merge_in_tile(unsigned *tile, long base, long run, long first_step) {
  for (long step = first_step; step >= 8; step /= 2)
    for (long i = 0; i < TILE; i += 2 * step)
      order_rows(step, tile + i, tile + i + step, ((base + i) & run) == 0);
  if (first_step >= 4) narrow_step_4(tile, base, run);
  if (first_step >= 2) narrow_step_2(tile, base, run);
  narrow_step_1(tile, base, run);
}

static void sort_tile(unsigned *tile, long base) {
  for (long run = 2; run <= TILE; run *= 2) merge_in_tile(tile, base, run, run / 2);
}

/* Pairs of chunks of a wide step, CHUNK elements each. */
static void merge_step(long run, long step) {
  enum { CHUNK = TILE / 2 };
#pragma omp for schedule(static)
  for (long pair = 0; pair < n / 2; pair += CHUNK) {
    long at = 2 * pair - (pair & (step - 1));
    order_rows(CHUNK, keys + at, keys + at + step, (at & run) == 0);
  }
}

static void bench_setup(void) {
  n = bench_int("n");
  keys = bench_inout("keys");
}

static void bench_run(void) {
#pragma omp parallel
  {
#pragma omp for schedule(static)
    for (long base = 0; base < n; base += TILE) sort_tile(keys + base, base);
    for (long run = 2 * TILE; run <= n; run *= 2) {
      for (long step = run / 2; step >= TILE; step /= 2) merge_step(run, step);
#pragma omp for schedule(static)
      for (long base = 0; base < n; base += TILE)
        merge_in_tile(keys + base, base, run, TILE / 2);
    }
  }
}
