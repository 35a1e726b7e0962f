/* Steps until escape of each pixel of the Mandelbrot set: neighbours diverge. */
#include "bench_cuda.h"

static long width, height, limit;
static int *steps;

__global__ void mandelbrot(int width, int height, int limit, int *steps) {
  int px = blockIdx.x * blockDim.x + threadIdx.x, py = blockIdx.y * blockDim.y + threadIdx.y;
  if (px >= width || py >= height) return;
  float cx = -2.0f + 3.0f * px / width, cy = -1.5f + 3.0f * py / height;
  float x = 0.0f, y = 0.0f;
  int step = 0;
  while (step < limit && x * x + y * y <= 4.0f) {
    float next = x * x - y * y + cx;
    y = 2.0f * x * y + cy;
    x = next;
    step++;
  }
  steps[py * width + px] = step;
}

static void bench_setup(void) {
  width = bench_int("width");
  height = bench_int("height");
  limit = bench_int("limit");
  steps = (int *)bench_output("steps", width * height * sizeof(int));
}

static void bench_run(void) {
  dim3 block(16, 16), grid(bench_blocks(width, 16), bench_blocks(height, 16));
  mandelbrot<<<grid, block>>>(width, height, limit, steps);
}
