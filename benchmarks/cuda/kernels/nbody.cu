/* Gravitational accelerations of n bodies, all pairs: a tile of bodies is shared by each block. */
#include "bench_cuda.h"

#define TILE 256

static long n;
static float softening;
static float4 *bodies, *accelerations;

__global__ void nbody(int n, float softening, const float4 *bodies, float4 *accelerations) {
  __shared__ float4 tile[TILE];
  int i = blockIdx.x * TILE + threadIdx.x;
  float4 own = bodies[i];
  float ax = 0.0f, ay = 0.0f, az = 0.0f;
  for (int start = 0; start < n; start += TILE) {
    tile[threadIdx.x] = bodies[start + threadIdx.x];
    __syncthreads();
    for (int j = 0; j < TILE; j++) {
      float dx = tile[j].x - own.x, dy = tile[j].y - own.y, dz = tile[j].z - own.z;
      float inverse = rsqrtf(dx * dx + dy * dy + dz * dz + softening);
      float pull = tile[j].w * inverse * inverse * inverse;
      ax += dx * pull;
      ay += dy * pull;
      az += dz * pull;
    }
    __syncthreads();
  }
  accelerations[i] = make_float4(ax, ay, az, 0.0f);
}

static void bench_setup(void) {
  n = bench_int("n");
  softening = bench_float("softening");
  bodies = (float4 *)bench_input("bodies");
  accelerations = (float4 *)bench_output("accelerations", n * sizeof(float4));
}

static void bench_run(void) { nbody<<<n / TILE, TILE>>>(n, softening, bodies, accelerations); }
