/* PoCL 3.1 has no subgroup shuffles: maximum and sum are halved in local memory instead. */
#define THREADS 256

kernel void softmax(int columns, global const float *in, global float *out) {
  local float part[THREADS];
  int t = get_local_id(0);
  global const float *row = in + (size_t)get_group_id(0) * columns;
  global float *to = out + (size_t)get_group_id(0) * columns;
  float highest = -INFINITY, sum = 0.0f;
  for (int i = t; i < columns; i += THREADS) highest = fmax(highest, row[i]);
  part[t] = highest;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int offset = THREADS / 2; offset > 0; offset >>= 1) {
    if (t < offset) part[t] = fmax(part[t], part[t + offset]);
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  highest = part[0];
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = t; i < columns; i += THREADS) {
    float power = exp(row[i] - highest);
    to[i] = power;
    sum += power;
  }
  part[t] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int offset = THREADS / 2; offset > 0; offset >>= 1) {
    if (t < offset) part[t] += part[t + offset];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  float scale = 1.0f / part[0];
  for (int i = t; i < columns; i += THREADS) to[i] *= scale;
}
