/* PoCL 3.1 has no subgroup shuffles: the warp's sum goes through local memory instead. */
#define THREADS 128
#define ROWS (THREADS / 32)

kernel void spmv_csr(int rows, global const int *starts, global const int *columns,
                     global const float *values, global const float *x, global float *y) {
  local float part[THREADS];
  int t = get_local_id(0), lane = t % 32, row = get_group_id(0) * ROWS + t / 32;
  float sum = 0.0f;
  if (row < rows)
    for (int i = starts[row] + lane; i < starts[row + 1]; i += 32)
      sum += values[i] * x[columns[i]];
  part[t] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int offset = 16; offset > 0; offset >>= 1) {
    if (lane < offset) part[t] += part[t + offset];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (lane == 0 && row < rows) y[row] = part[t];
}
