#define TILE 64
#define DEPTH 16
#define OWN 4

kernel void gemm_half(int n, global const half *a, global const half *b, global half *c) {
  local float tile_a[DEPTH][TILE], tile_b[DEPTH][TILE];
  int tx = get_local_id(0), ty = get_local_id(1), t = ty * (TILE / OWN) + tx;
  int row = get_group_id(1) * TILE, column = get_group_id(0) * TILE;
  float sum[OWN][OWN] = {{0}};
  for (int step = 0; step < n; step += DEPTH) {
    for (int i = t; i < TILE * DEPTH; i += (TILE / OWN) * (TILE / OWN)) {
      tile_a[i % DEPTH][i / DEPTH] = vload_half((row + i / DEPTH) * n + step + i % DEPTH, a);
      tile_b[i / TILE][i % TILE] = vload_half((step + i / TILE) * n + column + i % TILE, b);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int k = 0; k < DEPTH; k++) {
      float own_a[OWN], own_b[OWN];
      for (int i = 0; i < OWN; i++) own_a[i] = tile_a[k][ty * OWN + i];
      for (int j = 0; j < OWN; j++) own_b[j] = tile_b[k][tx * OWN + j];
      for (int i = 0; i < OWN; i++)
        for (int j = 0; j < OWN; j++) sum[i][j] += own_a[i] * own_b[j];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  for (int i = 0; i < OWN; i++)
    for (int j = 0; j < OWN; j++)
      vstore_half_rte(sum[i][j], (row + ty * OWN + i) * n + column + tx * OWN + j, c);
}
