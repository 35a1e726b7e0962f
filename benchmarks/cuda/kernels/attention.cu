/* softmax(Q K' / sqrt(d)) V for each head, without writing the scores: a thread holds one query and
 * walks over tiles of keys and values in shared memory, rescaling its sum as the maximum grows. */
#include "bench_cuda.h"

#define QUERIES 64
#define KEYS 32
#define DIM 64

static long heads, length;
static float *q, *k, *v, *out;

__global__ void attention(int length, float scale, const float *q, const float *k, const float *v,
                          float *out) {
  __shared__ float keys[KEYS][DIM], values[KEYS][DIM];
  size_t head = (size_t)blockIdx.y * length * DIM;
  size_t own = head + (size_t)(blockIdx.x * QUERIES + threadIdx.x) * DIM;
  float query[DIM], sum[DIM], scores[KEYS], highest = -INFINITY, weight = 0.0f;
  for (int d = 0; d < DIM; d++) {
    query[d] = q[own + d] * scale;
    sum[d] = 0.0f;
  }
  for (int start = 0; start < length; start += KEYS) {
    __syncthreads();
    for (int i = threadIdx.x; i < KEYS * DIM; i += QUERIES) {
      keys[i / DIM][i % DIM] = k[head + (size_t)start * DIM + i];
      values[i / DIM][i % DIM] = v[head + (size_t)start * DIM + i];
    }
    __syncthreads();
    float before = highest;
    for (int j = 0; j < KEYS; j++) {
      float score = 0.0f;
      for (int d = 0; d < DIM; d++) score += query[d] * keys[j][d];
      scores[j] = score;
      highest = fmaxf(highest, score);
    }
    float shrink = expf(before - highest);
    weight *= shrink;
    for (int d = 0; d < DIM; d++) sum[d] *= shrink;
    for (int j = 0; j < KEYS; j++) {
      float power = expf(scores[j] - highest);
      weight += power;
      for (int d = 0; d < DIM; d++) sum[d] += power * values[j][d];
    }
  }
  for (int d = 0; d < DIM; d++) out[own + d] = sum[d] / weight;
}

static void bench_setup(void) {
  heads = bench_int("heads");
  length = bench_int("length");
  q = (float *)bench_input("q");
  k = (float *)bench_input("k");
  v = (float *)bench_input("v");
  out = (float *)bench_output("out", heads * length * DIM * sizeof(float));
}

static void bench_run(void) {
  attention<<<dim3(length / QUERIES, heads), QUERIES>>>(length, 0.125f, q, k, v, out);
}
