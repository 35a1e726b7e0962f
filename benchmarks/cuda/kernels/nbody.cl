#define TILE 256

kernel void nbody(int n, float softening, global const float4 *bodies,
                  global float4 *accelerations) {
  local float4 tile[TILE];
  int lid = get_local_id(0), i = get_global_id(0);
  float4 own = bodies[i];
  float ax = 0.0f, ay = 0.0f, az = 0.0f;
  for (int start = 0; start < n; start += TILE) {
    tile[lid] = bodies[start + lid];
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int j = 0; j < TILE; j++) {
      float dx = tile[j].x - own.x, dy = tile[j].y - own.y, dz = tile[j].z - own.z;
      float inverse = rsqrt(dx * dx + dy * dy + dz * dz + softening);
      float pull = tile[j].w * inverse * inverse * inverse;
      ax += dx * pull;
      ay += dy * pull;
      az += dz * pull;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  accelerations[i] = (float4)(ax, ay, az, 0.0f);
}
