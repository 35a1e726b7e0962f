/* PoCL 3.1 has no subgroup shuffles: the warp's sum goes through local memory instead. */
#define THREADS 256

float sum_of_warp(local float *own, int lane) {
  for (int offset = 16; offset > 0; offset >>= 1) {
    if (lane < offset) own[lane] += own[lane + offset];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  return own[0];
}

kernel void reduce_shuffle(int n, global const float *values, global float *sums) {
  local float part[THREADS], warps[32];
  int t = get_local_id(0), lane = t % 32, warp = t / 32;
  float own = 0.0f;
  for (int i = get_global_id(0); i < n; i += get_global_size(0)) own += values[i];
  part[t] = own;
  barrier(CLK_LOCAL_MEM_FENCE);
  own = sum_of_warp(part + 32 * warp, lane);
  if (t < 32) warps[t] = 0.0f;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (lane == 0) warps[warp] = own;
  barrier(CLK_LOCAL_MEM_FENCE);
  own = sum_of_warp(warps, t);
  if (t == 0) sums[get_group_id(0)] = own;
}
