/* y = a x + y, one thread an element. */
#include "bench_cuda.h"

static long n;
static float a, *x, *y;

__global__ void saxpy(int n, float a, const float *x, float *y) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = a * x[i] + y[i];
}

static void bench_setup(void) {
  n = bench_int("n");
  a = bench_float("a");
  x = (float *)bench_input("x");
  y = (float *)bench_inout("y");
}

static void bench_run(void) { saxpy<<<bench_blocks(n, 256), 256>>>(n, a, x, y); }
