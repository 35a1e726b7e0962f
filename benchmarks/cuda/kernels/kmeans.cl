/* OpenCL C has no atomic addition of floats: it is a loop of compare-and-swap, as is usual there. */
#define DIM 16
#define CENTRES 32
#define THREADS 256

void add_local(volatile local float *at, float value) {
  union {
    uint bits;
    float number;
  } before, after;
  do {
    before.number = *at;
    after.number = before.number + value;
  } while (atomic_cmpxchg((volatile local uint *)at, before.bits, after.bits) != before.bits);
}

void add_global(volatile global float *at, float value) {
  union {
    uint bits;
    float number;
  } before, after;
  do {
    before.number = *at;
    after.number = before.number + value;
  } while (atomic_cmpxchg((volatile global uint *)at, before.bits, after.bits) != before.bits);
}

kernel void assign(int n, global const float *points, global const float *centres,
                   global int *labels, global float *sums, global int *counts) {
  local float centre[CENTRES][DIM], sum[CENTRES][DIM];
  local int count[CENTRES];
  int t = get_local_id(0);
  for (int i = t; i < CENTRES * DIM; i += THREADS) {
    centre[i / DIM][i % DIM] = centres[i];
    sum[i / DIM][i % DIM] = 0.0f;
  }
  if (t < CENTRES) count[t] = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = get_global_id(0); i < n; i += get_global_size(0)) {
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
    for (int d = 0; d < DIM; d++) add_local(&sum[label][d], point[d]);
    atomic_inc(&count[label]);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = t; i < CENTRES * DIM; i += THREADS)
    add_global(&sums[i], sum[i / DIM][i % DIM]);
  if (t < CENTRES) atomic_add(&counts[t], count[t]);
}

kernel void move(global const float *sums, global const int *counts, global float *moved) {
  int centre = get_group_id(0), d = get_local_id(0);
  moved[centre * DIM + d] = sums[centre * DIM + d] / max(counts[centre], 1);
}
