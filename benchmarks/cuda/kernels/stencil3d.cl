#define TILE_X 32
#define TILE_Y 8

kernel void stencil3d(int nx, int ny, int nz, float centre, float side,
                      global const float *restrict in, global float *restrict out) {
  local float plane[TILE_Y + 2][TILE_X + 2];
  int lx = get_local_id(0), ly = get_local_id(1), tx = lx + 1, ty = ly + 1;
  int x = get_group_id(0) * TILE_X + lx + 1, y = get_group_id(1) * TILE_Y + ly + 1;
  bool inside = x < nx - 1 && y < ny - 1;
  int stride = nx * ny, at = y * nx + x;
  float below = 0.0f, here = 0.0f, above = 0.0f;
  if (inside) {
    here = in[at];
    above = in[at + stride];
  }
  for (int z = 1; z < nz - 1; z++) {
    at += stride;
    if (inside) {
      below = here;
      here = above;
      above = in[at + stride];
      plane[ty][tx] = here;
      if (lx == 0) plane[ty][0] = in[at - 1];
      if (lx == TILE_X - 1 || x == nx - 2) plane[ty][tx + 1] = in[at + 1];
      if (ly == 0) plane[0][tx] = in[at - nx];
      if (ly == TILE_Y - 1 || y == ny - 2) plane[ty + 1][tx] = in[at + nx];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (inside)
      out[at] = centre * here + side * (plane[ty][tx - 1] + plane[ty][tx + 1] +
                                        plane[ty - 1][tx] + plane[ty + 1][tx] + below + above);
    barrier(CLK_LOCAL_MEM_FENCE);
  }
}
