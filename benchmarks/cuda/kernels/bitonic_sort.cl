#define THREADS 512
#define TILE (2 * THREADS)

void order_local(local uint *low, local uint *high, bool ascending) {
  if ((*low > *high) == ascending) {
    uint swapped = *low;
    *low = *high;
    *high = swapped;
  }
}

void merge_in_tile(local uint *tile, int base, int run, int first_step) {
  int t = get_local_id(0);
  for (int step = first_step; step > 0; step >>= 1) {
    barrier(CLK_LOCAL_MEM_FENCE);
    int at = 2 * t - (t & (step - 1));
    order_local(&tile[at], &tile[at + step], ((base + at) & run) == 0);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
}

kernel void sort_tiles(global uint *keys) {
  local uint tile[TILE];
  int t = get_local_id(0), base = get_group_id(0) * TILE;
  tile[t] = keys[base + t];
  tile[t + THREADS] = keys[base + t + THREADS];
  for (int run = 2; run <= TILE; run <<= 1) merge_in_tile(tile, base, run, run / 2);
  keys[base + t] = tile[t];
  keys[base + t + THREADS] = tile[t + THREADS];
}

kernel void merge_tiles(global uint *keys, int run) {
  local uint tile[TILE];
  int t = get_local_id(0), base = get_group_id(0) * TILE;
  tile[t] = keys[base + t];
  tile[t + THREADS] = keys[base + t + THREADS];
  merge_in_tile(tile, base, run, THREADS);
  keys[base + t] = tile[t];
  keys[base + t + THREADS] = tile[t + THREADS];
}

kernel void merge_step(global uint *keys, int run, int step) {
  int i = get_global_id(0), at = 2 * i - (i & (step - 1));
  uint low = keys[at], high = keys[at + step];
  if ((low > high) == ((at & run) == 0)) {
    keys[at] = high;
    keys[at + step] = low;
  }
}
