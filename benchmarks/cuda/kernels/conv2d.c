/* 7x7 convolution of an image, zero outside: rows are vectorised, a strip of sums stays in
 * registers, and only the border asks where the image ends. */
#include "bench_openmp.h"

#define RADIUS 3
#define SPAN (2 * RADIUS + 1)
#define STRIP 32

static long width, height;
static float *image, *out, *weights;

static void convolve_strip(long width, const float *restrict image, const float *restrict weights,
                           float *restrict out) {
  float sum[STRIP] = {0};
  for (int dy = 0; dy < SPAN; dy++)
#pragma GCC unroll 7
    for (int dx = 0; dx < SPAN; dx++) {
      const float *from = image + dy * width + dx;
      float weight = weights[dy * SPAN + dx];
      BENCH_SIMD()
      for (int x = 0; x < STRIP; x++) sum[x] += weight * from[x];
    }
  for (int x = 0; x < STRIP; x++) out[x] = sum[x];
}

static float convolve_at_border(long px, long py) {
  float sum = 0.0f;
  for (long dy = -RADIUS; dy <= RADIUS; dy++)
    for (long dx = -RADIUS; dx <= RADIUS; dx++) {
      long x = px + dx, y = py + dy;
      if (x >= 0 && x < width && y >= 0 && y < height)
        sum += weights[(dy + RADIUS) * SPAN + dx + RADIUS] * image[y * width + x];
    }
  return sum;
}

static void convolve_row(long py) {
  float *row = out + py * width;
  long px = 0;
  if (py >= RADIUS && py < height - RADIUS) {
    for (; px < RADIUS; px++) row[px] = convolve_at_border(px, py);
    for (; px + STRIP <= width - RADIUS; px += STRIP)
      convolve_strip(width, image + (py - RADIUS) * width + px - RADIUS, weights, row + px);
  }
  for (; px < width; px++) row[px] = convolve_at_border(px, py);
}

static void bench_setup(void) {
  width = bench_int("width");
  height = bench_int("height");
  image = bench_input("image");
  weights = bench_input("weights");
  out = bench_output("out", width * height * sizeof(float));
}

static void bench_run(void) {
#pragma omp parallel for schedule(static)
  for (long py = 0; py < height; py++) convolve_row(py);
}
