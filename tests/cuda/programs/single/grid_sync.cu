// The blocks of a cooperative launch wait for each other, through grid.sync() and in functions that
// are not inlined; launches that ask for more than fits, or without cooperation, are refused.
#include <cooperative_groups.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

namespace cg = cooperative_groups;

static bool good = true;
#define CHECK(condition) \
  if (!(condition)) good = false, std::printf("line %d: %s\n", __LINE__, #condition)

// Each round every thread needs what its neighbour in another block made in the round before.
__global__ void rotate(int *a, int *b, int n, int rounds) {
  const cg::grid_group grid = cg::this_grid();
  const int i = static_cast<int>(grid.thread_rank());
  for (int round = 0; round < rounds; ++round) {
    if (i < n) b[i] = a[(i + 37) % n] + 1;
    grid.sync();
    int *swap = a;
    a = b;
    b = swap;
  }
}

__device__ __noinline__ void meet() { cg::sync(cg::this_grid()); }

// A sum over the grid in two phases, with shared memory on both sides of the meeting.
__global__ void sum(const int *in, long long *partial, long long *out, int n) {
  extern __shared__ long long tile[];
  long long mine = 0;
  const int step = gridDim.x * blockDim.x;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += step) mine += in[i];
  tile[threadIdx.x] = mine;
  for (int half = blockDim.x / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) tile[threadIdx.x] += tile[threadIdx.x + half];
  }
  if (threadIdx.x == 0) partial[blockIdx.x] = tile[0];
  meet();
  if (blockIdx.x == 0 && threadIdx.x == 0) {
    long long all = 0;
    for (int block = 0; block < gridDim.x; ++block) all += partial[block];
    *out = all;
  }
  meet();
  partial[blockIdx.x] = *out - tile[0];
}

// Early leavers are not waited for.
__global__ void leave(int *count) {
  if (threadIdx.x % 3 == 0 || blockIdx.x == 1) return;
  atomicAdd(&count[0], 1);
  cg::this_grid().sync();
  if (threadIdx.x == 1) count[1 + blockIdx.x] = count[0];
}

static int most_blocks(const void *kernel, int threads, size_t shared) {
  int each = 0, processors = 0;
  CHECK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&each, kernel, threads, shared) ==
        cudaSuccess);
  CHECK(cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, 0) == cudaSuccess);
  return each * processors;
}

static void test_rotation() {
  int n = 5 * 96, rounds = 41;
  int *a, *b;
  CHECK(cudaMallocManaged(&a, n * sizeof *a) == cudaSuccess);
  CHECK(cudaMallocManaged(&b, n * sizeof *b) == cudaSuccess);
  for (int i = 0; i < n; ++i) a[i] = 1000 * i;
  void *arguments[] = {&a, &b, &n, &rounds};
  CHECK(cudaLaunchCooperativeKernel(rotate, 5, 96, arguments, 0, 0) == cudaSuccess);
  CHECK(cudaDeviceSynchronize() == cudaSuccess);
  for (int i = 0; i < n; ++i) CHECK(b[i] == 1000 * ((i + 37 * rounds) % n) + rounds);
  const unsigned most = most_blocks((const void *)rotate, 96, 0);
  CHECK(cudaLaunchCooperativeKernel(rotate, most + 1, 96, arguments, 0, 0) ==
        cudaErrorCooperativeLaunchTooLarge);
  CHECK(cudaGetLastError() == cudaErrorCooperativeLaunchTooLarge);
}

static void test_sum() {
  const int blocks = 6, threads = 128;
  int n = 10007, *in;
  long long *partial, *out;
  CHECK(cudaMallocManaged(&in, n * sizeof *in) == cudaSuccess);
  CHECK(cudaMallocManaged(&partial, blocks * sizeof *partial) == cudaSuccess);
  CHECK(cudaMallocManaged(&out, sizeof *out) == cudaSuccess);
  long long expected = 0;
  for (int i = 0; i < n; ++i) expected += in[i] = i * 7 % 1000;
  void *arguments[] = {&in, &partial, &out, &n};
  for (int launch = 0; launch < 3; ++launch) {
    *out = 0;
    CHECK(cudaLaunchCooperativeKernel((const void *)sum, blocks, threads, arguments,
                                      threads * sizeof(long long), 0) == cudaSuccess);
    CHECK(cudaDeviceSynchronize() == cudaSuccess && *out == expected);
    long long others = 0;
    for (int block = 0; block < blocks; ++block) others += partial[block];
    CHECK(others == expected * (blocks - 1));
  }
}

static void test_leavers() {
  int *count;
  CHECK(cudaMallocManaged(&count, 5 * sizeof *count) == cudaSuccess);
  void *arguments[] = {&count};
  CHECK(cudaLaunchCooperativeKernel(leave, 4, 33, arguments, 0, 0) == cudaSuccess);
  CHECK(cudaDeviceSynchronize() == cudaSuccess);
  CHECK(count[0] == 66 && count[1] == 66 && count[2] == 0 && count[3] == 66 && count[4] == 66);
}

int main() {
  test_rotation();
  test_sum();
  test_leavers();
  std::puts(good ? "PASS" : "FAIL");
  return !good;
}
