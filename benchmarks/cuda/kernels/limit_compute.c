/* The arithmetic side of a kernel's physical limit: as many float operations as it needs, as fused
 * multiply-adds of full vectors in enough chains to hide their latency. */
#include "bench_openmp.h"

#define CHAINS 256 /* floats: 16 vectors of 16, or 32 of 8 */

static long operations;
static volatile float sink;

static float multiply_add(long rounds, float factor, float term) {
  float chain[CHAINS];
  for (int i = 0; i < CHAINS; i++) chain[i] = (float)i;
  for (long round = 0; round < rounds; round++) {
#pragma omp simd
    for (int i = 0; i < CHAINS; i++) chain[i] = chain[i] * factor + term;
  }
  float total = 0.0f;
  for (int i = 0; i < CHAINS; i++) total += chain[i];
  return total;
}

static void bench_setup(void) { operations = bench_int("operations"); }

static void bench_run(void) {
#pragma omp parallel
  {
    long rounds = operations / (2 * CHAINS) / omp_get_num_threads() + 1;
    sink = multiply_add(rounds, 0.999f, 0.001f);
  }
}
