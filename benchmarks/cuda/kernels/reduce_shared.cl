#define THREADS 256

kernel void reduce_shared(int n, global const float *values, global float *sums) {
  local float part[THREADS];
  int t = get_local_id(0), i = get_group_id(0) * (2 * THREADS) + t;
  float own = i < n ? values[i] : 0.0f;
  if (i + THREADS < n) own += values[i + THREADS];
  part[t] = own;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int half_of = THREADS / 2; half_of > 0; half_of >>= 1) {
    if (t < half_of) part[t] += part[t + half_of];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (t == 0) sums[get_group_id(0)] = part[0];
}
