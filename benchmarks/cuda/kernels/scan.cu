/* Inclusive prefix sums of n integers: each block scans a tile by shuffles and writes its total;
 * the totals are scanned in the same way, and added to the tiles after them. */
#include "bench_cuda.h"

#define THREADS 256
#define ITEMS 4
#define TILE (THREADS * ITEMS)
#define MOST_LEVELS 4

static long level_size[MOST_LEVELS];
static unsigned *level[MOST_LEVELS], *totals_of_last;
static int levels;
static unsigned *values;

__device__ unsigned scan_warp(unsigned own) {
  int lane = threadIdx.x % 32;
  for (int offset = 1; offset < 32; offset <<= 1) {
    unsigned before = __shfl_up_sync(0xffffffffu, own, offset);
    if (lane >= offset) own += before;
  }
  return own;
}

__global__ void scan_tiles(int n, const unsigned *in, unsigned *out, unsigned *totals) {
  __shared__ unsigned warps[THREADS / 32];
  int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  int first = blockIdx.x * TILE + threadIdx.x * ITEMS;
  unsigned own[ITEMS], sum = 0;
  for (int k = 0; k < ITEMS; k++) {
    sum += first + k < n ? in[first + k] : 0;
    own[k] = sum;
  }
  unsigned through = scan_warp(sum);
  if (lane == 31) warps[warp] = through;
  __syncthreads();
  if (warp == 0) {
    unsigned scanned = scan_warp(lane < THREADS / 32 ? warps[lane] : 0);
    if (lane < THREADS / 32) warps[lane] = scanned;
  }
  __syncthreads();
  unsigned before = through - sum + (warp ? warps[warp - 1] : 0);
  for (int k = 0; k < ITEMS; k++)
    if (first + k < n) out[first + k] = own[k] + before;
  if (threadIdx.x == THREADS - 1) totals[blockIdx.x] = through + (warp ? warps[warp - 1] : 0);
}

__global__ void add_totals(int n, const unsigned *totals, unsigned *out) {
  unsigned before = totals[blockIdx.x];
  int first = (blockIdx.x + 1) * TILE;
  for (int i = first + threadIdx.x; i < first + TILE && i < n; i += blockDim.x) out[i] += before;
}

static void bench_setup(void) {
  long n = bench_int("n");
  values = (unsigned *)bench_input("values");
  level[0] = (unsigned *)bench_output("sums", n * sizeof(unsigned));
  level_size[0] = n;
  levels = 1;
  for (; level_size[levels - 1] > TILE; levels++) {
    level_size[levels] = bench_blocks(level_size[levels - 1], TILE);
    level[levels] = (unsigned *)bench_allocate(level_size[levels] * sizeof(unsigned));
  }
  totals_of_last = (unsigned *)bench_allocate(sizeof(unsigned));
}

static void bench_run(void) {
  for (int l = 0; l < levels; l++)
    scan_tiles<<<bench_blocks(level_size[l], TILE), THREADS>>>(
        level_size[l], l ? level[l] : values, level[l],
        l + 1 < levels ? level[l + 1] : totals_of_last);
  for (int l = levels - 2; l >= 0; l--)
    add_totals<<<level_size[l + 1] - 1, THREADS>>>(level_size[l], level[l + 1], level[l]);
}
