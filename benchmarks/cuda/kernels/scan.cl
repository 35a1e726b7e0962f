/* PoCL 3.1 has no subgroup shuffles: the warp's scan goes through local memory instead. */
#define THREADS 256
#define ITEMS 4
#define TILE (THREADS * ITEMS)

uint scan_warp(uint own, local uint *exchange) {
  int t = get_local_id(0), lane = t % 32;
  for (int offset = 1; offset < 32; offset <<= 1) {
    exchange[t] = own;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane >= offset) own += exchange[t - offset];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  return own;
}

kernel void scan_tiles(int n, global const uint *in, global uint *out, global uint *totals) {
  local uint exchange[THREADS], warps[THREADS / 32];
  int t = get_local_id(0), lane = t % 32, warp = t / 32;
  int first = get_group_id(0) * TILE + t * ITEMS;
  uint own[ITEMS], sum = 0;
  for (int k = 0; k < ITEMS; k++) {
    sum += first + k < n ? in[first + k] : 0;
    own[k] = sum;
  }
  uint through = scan_warp(sum, exchange);
  if (lane == 31) warps[warp] = through;
  barrier(CLK_LOCAL_MEM_FENCE);
  uint scanned = scan_warp(t < THREADS / 32 ? warps[t] : 0, exchange);
  if (t < THREADS / 32) warps[t] = scanned;
  barrier(CLK_LOCAL_MEM_FENCE);
  uint before = through - sum + (warp ? warps[warp - 1] : 0);
  for (int k = 0; k < ITEMS; k++)
    if (first + k < n) out[first + k] = own[k] + before;
  if (t == THREADS - 1) totals[get_group_id(0)] = through + (warp ? warps[warp - 1] : 0);
}

kernel void add_totals(int n, global const uint *totals, global uint *out) {
  uint before = totals[get_group_id(0)];
  int first = (get_group_id(0) + 1) * TILE;
  for (int i = first + get_local_id(0); i < first + TILE && i < n; i += THREADS) out[i] += before;
}
