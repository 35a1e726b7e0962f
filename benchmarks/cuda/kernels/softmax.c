/* The softmax of each row: rows go to the threads. */
#include "bench_openmp.h"

static long rows, columns;
static float *in, *out;

static void softmax_row(long columns, const float *restrict in, float *restrict out) {
  float highest = -INFINITY, sum = 0.0f;
  BENCH_SIMD(reduction(max : highest))
  for (long i = 0; i < columns; i++) highest = in[i] > highest ? in[i] : highest;
  BENCH_SIMD(reduction(+ : sum))
  for (long i = 0; i < columns; i++) {
    float power = expf(in[i] - highest);
    out[i] = power;
    sum += power;
  }
  float scale = 1.0f / sum;
  BENCH_SIMD()
  for (long i = 0; i < columns; i++) out[i] *= scale;
}

static void bench_setup(void) {
  rows = bench_int("rows");
  columns = bench_int("columns");
  in = bench_input("in");
  out = bench_output("out", rows * columns * sizeof(float));
}

static void bench_run(void) {
#pragma omp parallel for schedule(static)
  for (long row = 0; row < rows; row++)
    softmax_row(columns, in + row * columns, out + row * columns);
}
