#define QUERIES 64
#define KEYS 32
#define DIM 64

kernel void attention(int length, float scale, global const float *q, global const float *k,
                      global const float *v, global float *out) {
  local float keys[KEYS][DIM], values[KEYS][DIM];
  int t = get_local_id(0);
  size_t head = get_group_id(1) * length * DIM;
  size_t own = head + (get_group_id(0) * QUERIES + t) * DIM;
  float query[DIM], sum[DIM], scores[KEYS], highest = -INFINITY, weight = 0.0f;
  for (int d = 0; d < DIM; d++) {
    query[d] = q[own + d] * scale;
    sum[d] = 0.0f;
  }
  for (int start = 0; start < length; start += KEYS) {
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = t; i < KEYS * DIM; i += QUERIES) {
      keys[i / DIM][i % DIM] = k[head + start * DIM + i];
      values[i / DIM][i % DIM] = v[head + start * DIM + i];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    float before = highest;
    for (int j = 0; j < KEYS; j++) {
      float score = 0.0f;
      for (int d = 0; d < DIM; d++) score += query[d] * keys[j][d];
      scores[j] = score;
      highest = fmax(highest, score);
    }
    float shrink = exp(before - highest);
    weight *= shrink;
    for (int d = 0; d < DIM; d++) sum[d] *= shrink;
    for (int j = 0; j < KEYS; j++) {
      float power = exp(scores[j] - highest);
      weight += power;
      for (int d = 0; d < DIM; d++) sum[d] += power * values[j][d];
    }
  }
  for (int d = 0; d < DIM; d++) out[own + d] = sum[d] / weight;
}
