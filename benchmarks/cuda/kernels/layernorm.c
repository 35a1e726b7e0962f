/* Each row to mean 0 and variance 1, then scaled and shifted: rows go to the threads. */
#include "bench_openmp.h"

static long rows, columns;
static float epsilon, *in, *gain, *bias, *out;

static void normalise_row(long columns, const float *restrict in, const float *restrict gain,
                          const float *restrict bias, float *restrict out) {
  float sum = 0.0f, squares = 0.0f;
  BENCH_SIMD(reduction(+ : sum))
  for (long i = 0; i < columns; i++) sum += in[i];
  float mean = sum / columns;
  BENCH_SIMD(reduction(+ : squares))
  for (long i = 0; i < columns; i++) {
    float apart = in[i] - mean;
    squares += apart * apart;
  }
  float scale = 1.0f / sqrtf(squares / columns + epsilon);
  BENCH_SIMD()
  for (long i = 0; i < columns; i++) out[i] = (in[i] - mean) * scale * gain[i] + bias[i];
}

static void bench_setup(void) {
  rows = bench_int("rows");
  columns = bench_int("columns");
  epsilon = bench_float("epsilon");
  in = bench_input("in");
  gain = bench_input("gain");
  bias = bench_input("bias");
  out = bench_output("out", rows * columns * sizeof(float));
}

static void bench_run(void) {
#pragma omp parallel for schedule(static)
  for (long row = 0; row < rows; row++)
    normalise_row(columns, in + row * columns, gain, bias, out + row * columns);
}
