#define TILE 32
#define ROWS 8

kernel void transpose(int rows, int columns, global const float *in, global float *out) {
  local float tile[TILE][TILE + 1];
  int lx = get_local_id(0), ly = get_local_id(1);
  int x = get_group_id(0) * TILE + lx, y = get_group_id(1) * TILE + ly;
  for (int k = 0; k < TILE; k += ROWS)
    if (x < columns && y + k < rows) tile[ly + k][lx] = in[(y + k) * columns + x];
  barrier(CLK_LOCAL_MEM_FENCE);
  x = get_group_id(1) * TILE + lx;
  y = get_group_id(0) * TILE + ly;
  for (int k = 0; k < TILE; k += ROWS)
    if (x < rows && y + k < columns) out[(y + k) * rows + x] = tile[lx][ly + k];
}
