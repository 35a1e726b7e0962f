#define TILE 16

kernel void matmul(int n, global const float *a, global const float *b, global float *c) {
  local float tile_a[TILE][TILE];
  local float tile_b[TILE][TILE];
  int tx = get_local_id(0), ty = get_local_id(1);
  int column = get_group_id(0) * TILE + tx, row = get_group_id(1) * TILE + ty;
  float sum = 0.0f;
  for (int step = 0; step < n / TILE; step++) {
    tile_a[ty][tx] = a[row * n + step * TILE + tx];
    tile_b[ty][tx] = b[(step * TILE + ty) * n + column];
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int k = 0; k < TILE; k++) sum += tile_a[ty][k] * tile_b[k][tx];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  c[row * n + column] = sum;
}
