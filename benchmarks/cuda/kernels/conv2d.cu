/* 7x7 convolution of an image, zero outside: a tile with its halo is shared, weights are constant. */
#include "bench_cuda.h"

#define RADIUS 3
#define SPAN (2 * RADIUS + 1)
#define TILE 16
#define SHARED (TILE + 2 * RADIUS)

static long width, height;
static float *image, *out;

__constant__ float weights[SPAN * SPAN];

__global__ void conv2d(int width, int height, const float *image, float *out) {
  __shared__ float tile[SHARED][SHARED];
  int left = blockIdx.x * TILE - RADIUS, top = blockIdx.y * TILE - RADIUS;
  for (int y = threadIdx.y; y < SHARED; y += TILE)
    for (int x = threadIdx.x; x < SHARED; x += TILE) {
      int px = left + x, py = top + y;
      bool inside = px >= 0 && px < width && py >= 0 && py < height;
      tile[y][x] = inside ? image[py * width + px] : 0.0f;
    }
  __syncthreads();
  int px = blockIdx.x * TILE + threadIdx.x, py = blockIdx.y * TILE + threadIdx.y;
  if (px >= width || py >= height) return;
  float sum = 0.0f;
  for (int dy = 0; dy < SPAN; dy++)
    for (int dx = 0; dx < SPAN; dx++)
      sum += weights[dy * SPAN + dx] * tile[threadIdx.y + dy][threadIdx.x + dx];
  out[py * width + px] = sum;
}

static void bench_setup(void) {
  width = bench_int("width");
  height = bench_int("height");
  image = (float *)bench_input("image");
  out = (float *)bench_output("out", width * height * sizeof(float));
  bench_check(cudaMemcpyToSymbol(weights, bench_input("weights"), sizeof weights, 0,
                                 cudaMemcpyDeviceToDevice),
              "cudaMemcpyToSymbol");
}

static void bench_run(void) {
  dim3 grid(bench_blocks(width, TILE), bench_blocks(height, TILE));
  conv2d<<<grid, dim3(TILE, TILE)>>>(width, height, image, out);
}
