/* Seven-point stencil: rows are vectorised, planes go to the threads. */
#include "bench_openmp.h"

static long nx, ny, nz;
static float centre, side, *in, *out;

static void apply_row(long nx, long stride, float centre, float side, const float *restrict in,
                      float *restrict out) {
  BENCH_SIMD()
  for (long x = 1; x < nx - 1; x++)
    out[x] = centre * in[x] + side * (in[x - 1] + in[x + 1] + in[x - nx] + in[x + nx] +
                                      in[x - stride] + in[x + stride]);
}

static void bench_setup(void) {
  nx = bench_int("nx");
  ny = bench_int("ny");
  nz = bench_int("nz");
  centre = bench_float("centre");
  side = bench_float("side");
  in = bench_input("in");
  out = bench_output("out", nx * ny * nz * sizeof(float));
}

static void bench_run(void) {
#pragma omp parallel for schedule(static)
  for (long z = 1; z < nz - 1; z++)
    for (long y = 1; y < ny - 1; y++) {
      long row = (z * ny + y) * nx;
      apply_row(nx, nx * ny, centre, side, in + row, out + row);
    }
}
