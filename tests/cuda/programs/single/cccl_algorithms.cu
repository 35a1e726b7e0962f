// nvcc: -std=c++17
// needs: cccl soak
// Thrust and CUB as they come: sorts, scans, reductions, transformations.
#include <algorithm>
#include <cstdio>
#include <cub/cub.cuh>
#include <numeric>
#include <thrust/device_vector.h>
#include <thrust/execution_policy.h>
#include <thrust/host_vector.h>
#include <thrust/reduce.h>
#include <thrust/scan.h>
#include <thrust/sequence.h>
#include <thrust/sort.h>
#include <thrust/transform.h>
#include <vector>

struct Squared {
  __host__ __device__ int operator()(int x) const { return x * x; }
};

__global__ void block_sums(const int *in, int *out) {
  typedef cub::BlockReduce<int, 128> Reduce;
  typedef cub::BlockScan<int, 128> Scan;
  __shared__ union {
    Reduce::TempStorage reduce;
    Scan::TempStorage scan;
  } storage;
  const int x = in[threadIdx.x];
  const int sum = Reduce(storage.reduce).Sum(x);
  __syncthreads();
  int before;
  Scan(storage.scan).ExclusiveSum(x, before);
  out[threadIdx.x] = before;
  if (threadIdx.x == 0) out[128] = sum;
}

int main() {
  int wrong = 0;
  for (int n : {1000, 300000}) {
    std::vector<int> host(n);
    for (int i = 0; i < n; ++i) host[i] = (i * 7919ll + 13) % 65521;
    thrust::device_vector<int> device(host.begin(), host.end()), scanned(n);
    thrust::sort(device.begin(), device.end());
    std::sort(host.begin(), host.end());
    wrong += !std::equal(host.begin(), host.end(), thrust::host_vector<int>(device).begin());
    wrong += thrust::reduce(device.begin(), device.end(), 0ll) !=
             std::accumulate(host.begin(), host.end(), 0ll);
    thrust::inclusive_scan(device.begin(), device.end(), scanned.begin());
    std::partial_sum(host.begin(), host.end(), host.begin());
    wrong += !std::equal(host.begin(), host.end(), thrust::host_vector<int>(scanned).begin());
    std::printf("%d: %d wrong\n", n, wrong);
  }
  thrust::device_vector<int> ramp(128), out(129), squares(128);
  thrust::sequence(ramp.begin(), ramp.end());
  thrust::transform(ramp.begin(), ramp.end(), squares.begin(), Squared());
  wrong += squares[11] != 121;
  block_sums<<<1, 128>>>(ramp.data().get(), out.data().get());
  wrong += out[128] != 127 * 64 || out[10] != 45;
  int *sum;
  cudaMallocManaged(&sum, sizeof(int));
  size_t bytes = 0;
  cub::DeviceReduce::Sum(nullptr, bytes, ramp.data().get(), sum, 128);
  thrust::device_vector<char> scratch(bytes);
  cub::DeviceReduce::Sum(scratch.data().get(), bytes, ramp.data().get(), sum, 128);
  cudaDeviceSynchronize();
  wrong += *sum != 127 * 64;
  std::puts(wrong ? "FAIL" : "PASS");
}
