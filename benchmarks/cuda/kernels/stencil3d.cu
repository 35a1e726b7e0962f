/* Seven-point stencil: a block walks along z with the current plane shared, its neighbours kept. */
#include "bench_cuda.h"

#define TILE_X 32
#define TILE_Y 8

static long nx, ny, nz;
static float centre, side, *in, *out;

__global__ void stencil3d(int nx, int ny, int nz, float centre, float side,
                          const float *__restrict__ in, float *__restrict__ out) {
  __shared__ float plane[TILE_Y + 2][TILE_X + 2];
  int tx = threadIdx.x + 1, ty = threadIdx.y + 1;
  int x = blockIdx.x * TILE_X + threadIdx.x + 1, y = blockIdx.y * TILE_Y + threadIdx.y + 1;
  bool inside = x < nx - 1 && y < ny - 1;
  int stride = nx * ny, at = y * nx + x;
  float below = 0.0f, here = 0.0f, above = 0.0f;
  if (inside) {
    here = in[at];
    above = in[at + stride];
  }
  for (int z = 1; z < nz - 1; z++) {
    at += stride;
    if (inside) {
      below = here;
      here = above;
      above = in[at + stride];
      plane[ty][tx] = here;
      if (threadIdx.x == 0) plane[ty][0] = in[at - 1];
      if (threadIdx.x == TILE_X - 1 || x == nx - 2) plane[ty][tx + 1] = in[at + 1];
      if (threadIdx.y == 0) plane[0][tx] = in[at - nx];
      if (threadIdx.y == TILE_Y - 1 || y == ny - 2) plane[ty + 1][tx] = in[at + nx];
    }
    __syncthreads();
    if (inside)
      out[at] = centre * here + side * (plane[ty][tx - 1] + plane[ty][tx + 1] +
                                        plane[ty - 1][tx] + plane[ty + 1][tx] + below + above);
    __syncthreads();
  }
}

static void bench_setup(void) {
  nx = bench_int("nx");
  ny = bench_int("ny");
  nz = bench_int("nz");
  centre = bench_float("centre");
  side = bench_float("side");
  in = (float *)bench_input("in");
  out = (float *)bench_output("out", nx * ny * nz * sizeof(float));
}

static void bench_run(void) {
  dim3 grid(bench_blocks(nx - 2, TILE_X), bench_blocks(ny - 2, TILE_Y));
  stencil3d<<<grid, dim3(TILE_X, TILE_Y)>>>(nx, ny, nz, centre, side, in, out);
}
