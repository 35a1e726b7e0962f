/* One step of k-means: distances are vectors of points; each thread sums into a table of its own. */
#include "bench_openmp.h"

#define DIM 16
#define CENTRES 32
#define STRIP 64

static long n;
static float *points, *centres, *moved;
static int *labels;

typedef struct {
  float sum[CENTRES][DIM];
  int count[CENTRES];
} Table;

static void nearest_centres(long n, const float *restrict points, const float *restrict centres,
                            int *restrict labels) {
  float nearest[STRIP];
  for (int i = 0; i < STRIP; i++) nearest[i] = 1e30f; /* -Ofast knows no infinity */
  for (int c = 0; c < CENTRES; c++) {
    float distance[STRIP] = {0};
    for (int d = 0; d < DIM; d++) {
      BENCH_SIMD()
      for (int i = 0; i < STRIP; i++) {
        float apart = points[d * n + i] - centres[c * DIM + d];
        distance[i] += apart * apart;
      }
    }
    BENCH_SIMD()
    for (int i = 0; i < STRIP; i++) {
      labels[i] = distance[i] < nearest[i] ? c : labels[i];
      nearest[i] = distance[i] < nearest[i] ? distance[i] : nearest[i];
    }
  }
}

static void sum_strip(long start, Table *restrict table) {
  float strip[STRIP][DIM];
  for (int d = 0; d < DIM; d++)
    for (int i = 0; i < STRIP; i++) strip[i][d] = points[d * n + start + i];
  for (int i = 0; i < STRIP; i++) {
    int label = labels[start + i];
    table->count[label]++;
    BENCH_SIMD()
    for (int d = 0; d < DIM; d++) table->sum[label][d] += strip[i][d];
  }
}

static void add_table(Table *restrict all, const Table *restrict own) {
  for (int c = 0; c < CENTRES; c++) {
    all->count[c] += own->count[c];
    for (int d = 0; d < DIM; d++) all->sum[c][d] += own->sum[c][d];
  }
}

static void bench_setup(void) {
  n = bench_int("n"); /* a multiple of STRIP */
  points = bench_input("points");
  centres = bench_input("centres");
  labels = bench_output("labels", n * sizeof(int));
  moved = bench_output("moved", CENTRES * DIM * sizeof(float));
}

static void bench_run(void) {
  Table all = {{{0}}, {0}};
#pragma omp parallel
  {
    Table own = {{{0}}, {0}};
#pragma omp for schedule(static) nowait
    for (long start = 0; start < n; start += STRIP) {
      nearest_centres(n, points + start, centres, labels + start);
      sum_strip(start, &own);
    }
#pragma omp critical
    add_table(&all, &own);
  }
  for (int c = 0; c < CENTRES; c++)
    for (int d = 0; d < DIM; d++)
      moved[c * DIM + d] = all.sum[c][d] / (all.count[c] ? all.count[c] : 1);
}
