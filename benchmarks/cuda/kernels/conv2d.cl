#define RADIUS 3
#define SPAN (2 * RADIUS + 1)
#define TILE 16
#define SHARED (TILE + 2 * RADIUS)

kernel void conv2d(int width, int height, global const float *image, constant float *weights,
                   global float *out) {
  local float tile[SHARED][SHARED];
  int lx = get_local_id(0), ly = get_local_id(1);
  int left = get_group_id(0) * TILE - RADIUS, top = get_group_id(1) * TILE - RADIUS;
  for (int y = ly; y < SHARED; y += TILE)
    for (int x = lx; x < SHARED; x += TILE) {
      int px = left + x, py = top + y;
      bool inside = px >= 0 && px < width && py >= 0 && py < height;
      tile[y][x] = inside ? image[py * width + px] : 0.0f;
    }
  barrier(CLK_LOCAL_MEM_FENCE);
  int px = get_group_id(0) * TILE + lx, py = get_group_id(1) * TILE + ly;
  if (px >= width || py >= height) return;
  float sum = 0.0f;
  for (int dy = 0; dy < SPAN; dy++)
    for (int dx = 0; dx < SPAN; dx++)
      sum += weights[dy * SPAN + dx] * tile[ly + dy][lx + dx];
  out[py * width + px] = sum;
}
