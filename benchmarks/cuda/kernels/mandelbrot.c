/* Steps until escape of each pixel of the Mandelbrot set. The hand-vectorised form runs LANES
 * neighbouring pixels until the last of them has escaped. */
#include "bench_openmp.h"

#define LANES 32

static long width, height, limit;
static int *steps;

static int escape(float cx, float cy) {
  float x = 0.0f, y = 0.0f;
  int step = 0;
  while (step < limit && x * x + y * y <= 4.0f) {
    float next = x * x - y * y + cx;
    y = 2.0f * x * y + cy;
    x = next;
    step++;
  }
  return step;
}

static void escape_lanes(long px, float cy, int *restrict out) {
  float cx[LANES], x[LANES] = {0}, y[LANES] = {0};
  int count[LANES] = {0};
  for (int lane = 0; lane < LANES; lane++) cx[lane] = -2.0f + 3.0f * (px + lane) / width;
  for (int step = 0, active = 1; step < limit && active; step++) {
    active = 0;
    BENCH_SIMD(reduction(| : active))
    for (int lane = 0; lane < LANES; lane++) {
      int inside = x[lane] * x[lane] + y[lane] * y[lane] <= 4.0f;
      float next = x[lane] * x[lane] - y[lane] * y[lane] + cx[lane];
      float lower = 2.0f * x[lane] * y[lane] + cy;
      x[lane] = inside ? next : x[lane];
      y[lane] = inside ? lower : y[lane];
      count[lane] += inside;
      active |= inside;
    }
  }
  for (int lane = 0; lane < LANES; lane++) out[lane] = count[lane];
}

static void draw_row(long py) {
  float cy = -1.5f + 3.0f * py / height;
  long px = 0;
#ifdef BENCH_HAND_SIMD
  for (; px + LANES <= width; px += LANES) escape_lanes(px, cy, steps + py * width + px);
#else
  (void)escape_lanes;
#endif
  for (; px < width; px++) steps[py * width + px] = escape(-2.0f + 3.0f * px / width, cy);
}

static void bench_setup(void) {
  width = bench_int("width");
  height = bench_int("height");
  limit = bench_int("limit");
  steps = bench_output("steps", width * height * sizeof(int));
}

static void bench_run(void) {
#pragma omp parallel for schedule(dynamic, 4)
  for (long py = 0; py < height; py++) draw_row(py);
}
