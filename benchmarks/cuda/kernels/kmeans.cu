/* One step of k-means: each point goes to its nearest centre, which then moves to their mean.
 * Points are laid out by dimension first, so that neighbouring threads read neighbouring floats. */
#include "bench_cuda.h"

#define DIM 16
#define CENTRES 32
#define THREADS 256

static long n;
static float *points, *centres, *sums, *moved;
static int *labels, *counts;

__global__ void assign(int n, const float *points, const float *centres, int *labels, float *sums,
                       int *counts) {
  __shared__ float centre[CENTRES][DIM], sum[CENTRES][DIM];
  __shared__ int count[CENTRES];
  for (int i = threadIdx.x; i < CENTRES * DIM; i += THREADS) {
    centre[i / DIM][i % DIM] = centres[i];
    sum[i / DIM][i % DIM] = 0.0f;
  }
  if (threadIdx.x < CENTRES) count[threadIdx.x] = 0;
  __syncthreads();
  for (int i = blockIdx.x * THREADS + threadIdx.x; i < n; i += gridDim.x * THREADS) {
    float point[DIM], nearest = INFINITY;
    int label = 0;
    for (int d = 0; d < DIM; d++) point[d] = points[d * n + i];
    for (int c = 0; c < CENTRES; c++) {
      float distance = 0.0f;
      for (int d = 0; d < DIM; d++) {
        float apart = point[d] - centre[c][d];
        distance += apart * apart;
      }
      if (distance < nearest) {
        nearest = distance;
        label = c;
      }
    }
    labels[i] = label;
    for (int d = 0; d < DIM; d++) atomicAdd(&sum[label][d], point[d]);
    atomicAdd(&count[label], 1);
  }
  __syncthreads();
  for (int i = threadIdx.x; i < CENTRES * DIM; i += THREADS)
    atomicAdd(&sums[i], sum[i / DIM][i % DIM]);
  if (threadIdx.x < CENTRES) atomicAdd(&counts[threadIdx.x], count[threadIdx.x]);
}

__global__ void move(const float *sums, const int *counts, float *moved) {
  int centre = blockIdx.x, d = threadIdx.x;
  moved[centre * DIM + d] = sums[centre * DIM + d] / max(counts[centre], 1);
}

static void bench_setup(void) {
  n = bench_int("n");
  points = (float *)bench_input("points");
  centres = (float *)bench_input("centres");
  labels = (int *)bench_output("labels", n * sizeof(int));
  moved = (float *)bench_output("moved", CENTRES * DIM * sizeof(float));
  sums = (float *)bench_allocate(CENTRES * DIM * sizeof(float));
  counts = (int *)bench_allocate(CENTRES * sizeof(int));
}

static void bench_run(void) {
  bench_check(cudaMemset(sums, 0, CENTRES * DIM * sizeof(float)), "cudaMemset");
  bench_check(cudaMemset(counts, 0, CENTRES * sizeof(int)), "cudaMemset");
  assign<<<128, THREADS>>>(n, points, centres, labels, sums, counts);
  move<<<CENTRES, DIM>>>(sums, counts, moved);
}
