// A scan in one pass over memory: each block publishes its sum and looks back at those before it, 32
// at a time. A sum and the word that says it is there are one access.
#include <cstdio>
#include <vector>

constexpr int kThreads = 128;

__device__ void publish(uint2 *to, unsigned state, unsigned sum) {
  asm volatile("st.relaxed.gpu.v2.u32 [%0], {%1, %2};" ::"l"(to), "r"(state), "r"(sum) : "memory");
}
__device__ uint2 seen(const uint2 *at) {
  uint2 both;
  asm volatile("ld.relaxed.gpu.v2.u32 {%0, %1}, [%2];" : "=r"(both.x), "=r"(both.y) : "l"(at) : "memory");
  return both;
}

// What all blocks before this one add up to; states are 0 nothing, 1 own sum, 2 sum up to here.
__device__ unsigned sum_before(const uint2 *tiles, int block) {
  const int lane = threadIdx.x;
  unsigned sum = 0;
  for (int last = block - 1;; last -= 32) {
    uint2 tile = {2, 0};
    const int mine = last - lane;
    if (mine >= 0) {
      do {
        tile = seen(tiles + mine);
      } while (tile.x == 0);
    }
    const unsigned complete = __ballot_sync(~0u, tile.x == 2);
    const int nearest = complete ? __ffs(complete) - 1 : 31;
    unsigned part = lane <= nearest ? tile.y : 0;
    for (int step = 16; step > 0; step /= 2) part += __shfl_xor_sync(~0u, part, step);
    sum += part;
    if (complete) return sum;
  }
}

__global__ void scan(const unsigned *in, unsigned *out, uint2 *tiles, unsigned *ticket) {
  __shared__ unsigned before, values[kThreads];
  __shared__ int tile;
  if (threadIdx.x == 0) tile = atomicAdd(ticket, 1);
  __syncthreads();
  const int at = tile * kThreads + threadIdx.x;
  values[threadIdx.x] = in[at];
  __syncthreads();
  for (int step = 1; step < kThreads; step *= 2) {
    const unsigned add = threadIdx.x >= step ? values[threadIdx.x - step] : 0;
    __syncthreads();
    values[threadIdx.x] += add;
    __syncthreads();
  }
  if (threadIdx.x < 32) {
    const unsigned own = values[kThreads - 1];
    if (threadIdx.x == 0) publish(tiles + tile, tile ? 1 : 2, own);
    const unsigned sum = tile ? sum_before(tiles, tile) : 0;
    if (threadIdx.x == 0) {
      publish(tiles + tile, 2, sum + own);
      before = sum;
    }
  }
  __syncthreads();
  out[at] = before + values[threadIdx.x];
}

int main() {
  const int blocks = 2000, n = blocks * kThreads;
  unsigned *in, *out, *ticket;
  uint2 *tiles;
  cudaMallocManaged(&in, n * sizeof(unsigned));
  cudaMallocManaged(&out, n * sizeof(unsigned));
  cudaMalloc(&tiles, blocks * sizeof(uint2));
  cudaMalloc(&ticket, sizeof(unsigned));
  for (int i = 0; i < n; ++i) in[i] = i * 7u % 13u;
  int wrong = 0;
  for (int round = 0; round < 20; ++round) {
    cudaMemset(tiles, 0, blocks * sizeof(uint2));
    cudaMemset(ticket, 0, sizeof(unsigned));
    scan<<<blocks, kThreads>>>(in, out, tiles, ticket);
    if (cudaDeviceSynchronize() != cudaSuccess) return std::puts("FAIL: launch"), 1;
    unsigned sum = 0;
    for (int i = 0; i < n; ++i) wrong += out[i] != (sum += in[i]);
  }
  std::printf(wrong ? "FAIL: %d sums are wrong\n" : "PASS\n", wrong);
  return wrong != 0;
}
