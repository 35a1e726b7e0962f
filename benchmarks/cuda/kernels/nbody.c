/* Gravitational accelerations of n bodies, all pairs: bodies are laid out by component first. */
#include "bench_openmp.h"

static long n;
static float softening, *bodies, *accelerations, *x, *y, *z, *mass;

static void accelerate(long i, const float *restrict x, const float *restrict y,
                       const float *restrict z, const float *restrict mass) {
  float ax = 0.0f, ay = 0.0f, az = 0.0f, own_x = x[i], own_y = y[i], own_z = z[i];
  BENCH_SIMD(reduction(+ : ax, ay, az))
  for (long j = 0; j < n; j++) {
    float dx = x[j] - own_x, dy = y[j] - own_y, dz = z[j] - own_z;
    float inverse = 1.0f / sqrtf(dx * dx + dy * dy + dz * dz + softening);
    float pull = mass[j] * inverse * inverse * inverse;
    ax += dx * pull;
    ay += dy * pull;
    az += dz * pull;
  }
  accelerations[4 * i] = ax;
  accelerations[4 * i + 1] = ay;
  accelerations[4 * i + 2] = az;
}

static void bench_setup(void) {
  n = bench_int("n");
  softening = bench_float("softening");
  bodies = bench_input("bodies");
  accelerations = bench_output("accelerations", 4 * n * sizeof(float));
  x = bench_allocate(n * sizeof(float));
  y = bench_allocate(n * sizeof(float));
  z = bench_allocate(n * sizeof(float));
  mass = bench_allocate(n * sizeof(float));
}

static void bench_run(void) {
  for (long i = 0; i < n; i++) {
    x[i] = bodies[4 * i];
    y[i] = bodies[4 * i + 1];
    z[i] = bodies[4 * i + 2];
    mass[i] = bodies[4 * i + 3];
  }
#pragma omp parallel for schedule(static)
  for (long i = 0; i < n; i++) accelerate(i, x, y, z, mass);
}
