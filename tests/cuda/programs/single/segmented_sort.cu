// nvcc: -std=c++17
// CCCL's sort of segments, long and short, whose kernels count digits in columns of bytes.
#include <algorithm>
#include <cstdio>
#include <cub/cub.cuh>
#include <vector>

int main() {
  const int segments = 6, n = 60000;
  const int ends[segments + 1] = {0, 20000, 20001, 20001, 20500, 41000, n};
  int *in, *out, *offsets;
  cudaMallocManaged(&in, n * sizeof(int));
  cudaMallocManaged(&out, n * sizeof(int));
  cudaMallocManaged(&offsets, sizeof ends);
  std::copy(ends, ends + segments + 1, offsets);
  for (int i = 0; i < n; ++i) in[i] = i * 7919 % 1009 - 300;
  std::vector<int> wanted(in, in + n);
  for (int s = 0; s < segments; ++s) std::sort(wanted.begin() + ends[s], wanted.begin() + ends[s + 1]);
  void *scratch = nullptr;
  size_t bytes = 0;
  cub::DeviceSegmentedSort::SortKeys(scratch, bytes, in, out, n, segments, offsets, offsets + 1);
  cudaMalloc(&scratch, bytes);
  cub::DeviceSegmentedSort::SortKeys(scratch, bytes, in, out, n, segments, offsets, offsets + 1);
  const bool ran = cudaDeviceSynchronize() == cudaSuccess;
  const bool right = ran && std::equal(wanted.begin(), wanted.end(), out);
  std::puts(right ? "PASS" : "FAIL");
  return !right;
}
