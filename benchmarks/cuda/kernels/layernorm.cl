/* PoCL 3.1 has no subgroup shuffles: sums are halved in local memory instead. */
#define THREADS 256

float sum_of_block(float own, local float *part) {
  int t = get_local_id(0);
  barrier(CLK_LOCAL_MEM_FENCE);
  part[t] = own;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int offset = THREADS / 2; offset > 0; offset >>= 1) {
    if (t < offset) part[t] += part[t + offset];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  return part[0];
}

kernel void layernorm(int columns, float epsilon, global const float *in,
                      global const float *gain, global const float *bias, global float *out) {
  local float part[THREADS];
  int t = get_local_id(0);
  global const float *row = in + (size_t)get_group_id(0) * columns;
  global float *to = out + (size_t)get_group_id(0) * columns;
  float sum = 0.0f, squares = 0.0f;
  for (int i = t; i < columns; i += THREADS) sum += row[i];
  float mean = sum_of_block(sum, part) / columns;
  for (int i = t; i < columns; i += THREADS) {
    float apart = row[i] - mean;
    squares += apart * apart;
  }
  float scale = rsqrt(sum_of_block(squares, part) / columns + epsilon);
  for (int i = t; i < columns; i += THREADS)
    to[i] = (row[i] - mean) * scale * gain[i] + bias[i];
}
