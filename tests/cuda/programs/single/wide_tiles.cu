// nvcc: -std=c++17
// Cooperative groups' tiles of more than one warp: they meet apart from each other, exchange
// values, vote, reduce and scan; a tile may be the whole block.
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>

#include <cstdio>

namespace cg = cooperative_groups;

constexpr int kThreads = 256;

struct Seen {
  double sum;
  int fifth, any, all, largest, scan, before, rank, meta;
};

template <unsigned Size>
__global__ void look(const int *in, Seen *out) {
  __shared__ cg::block_tile_memory<kThreads> memory;
  const cg::thread_block block = cg::this_thread_block(memory);
  const auto tile = cg::tiled_partition<Size>(block);
  const int value = in[block.thread_rank()];
  Seen seen;
  seen.sum = cg::reduce(tile, value + 0.5, cg::plus<double>());
  seen.fifth = tile.shfl(value, 5);
  seen.any = tile.any(value == 77);
  seen.all = tile.all(value < 90);
  seen.largest = cg::reduce(tile, value, cg::greater<int>());
  seen.scan = cg::inclusive_scan(tile, value);
  seen.before = cg::exclusive_scan(tile, value, cg::plus<int>());
  seen.rank = tile.thread_rank();
  seen.meta = tile.meta_group_rank() * 100 + tile.meta_group_size() * 10;
  out[block.thread_rank()] = seen;
}

// Each tile passes a value on a number of times of its own, so tiles that waited for each other
// would wait forever.
__global__ void apart(int *out) {
  __shared__ int given[kThreads];
  const auto tile = cg::tiled_partition<64>(cg::this_thread_block());
  const int first = tile.meta_group_rank() * 64, rank = tile.thread_rank();
  int value = rank;
  for (int turn = 0; turn <= static_cast<int>(tile.meta_group_rank()); ++turn) {
    given[first + rank] = value;
    tile.sync();
    value = given[first + (rank + 1) % 64];
    const cg::thread_group &any_group = tile;
    any_group.sync();
  }
  out[threadIdx.x] = value;
}

template <unsigned Size>
bool looks_right(const int *in, Seen *out) {
  look<Size><<<1, dim3(32, kThreads / 32)>>>(in, out);
  bool right = cudaDeviceSynchronize() == cudaSuccess;
  for (int thread = 0; thread < kThreads; ++thread) {
    const int first = thread / Size * Size, rank = thread % Size;
    Seen want{0, in[first + 5], 0, 1, 0, 0, 0, rank, 0};
    for (int other = first; other < first + static_cast<int>(Size); ++other) {
      want.sum += in[other] + 0.5;
      want.any |= in[other] == 77;
      want.all &= in[other] < 90;
      if (in[other] > want.largest) want.largest = in[other];
      if (other <= thread) want.scan += in[other];
    }
    want.before = want.scan - in[thread];
    want.meta = first / Size * 100 + kThreads / Size * 10;
    const Seen &got = out[thread];
    right &= got.sum == want.sum && got.fifth == want.fifth && !got.any == !want.any;
    right &= !got.all == !want.all && got.largest == want.largest && got.scan == want.scan;
    right &= got.before == want.before && got.rank == want.rank && got.meta == want.meta;
  }
  if (!right) std::printf("FAIL: tiles of %u\n", Size);
  return right;
}

int main() {
  int *in, *passed;
  Seen *out;
  cudaMallocManaged(&in, kThreads * sizeof(int));
  cudaMallocManaged(&passed, kThreads * sizeof(int));
  cudaMallocManaged(&out, kThreads * sizeof(Seen));
  for (int i = 0; i < kThreads; ++i) in[i] = i * 7 % 97;
  bool right = looks_right<64>(in, out) & looks_right<128>(in, out) & looks_right<256>(in, out);
  apart<<<1, kThreads>>>(passed);
  right &= cudaDeviceSynchronize() == cudaSuccess;
  for (int i = 0; i < kThreads; ++i) right &= passed[i] == (i % 64 + i / 64 + 1) % 64;
  std::puts(right ? "PASS" : "FAIL");
}
