// Values that nobody set and nobody reads, which C++ calls undefined and CUDA programs rely on.
#include <cstdio>

__device__ int kept;

__global__ void compact(const int *in, int *out) {  // one atomic a warp, for all who keep theirs
  const int i = blockIdx.x * blockDim.x + threadIdx.x, lane = threadIdx.x % 32;
  if (in[i] % 3) {
    const unsigned active = __activemask();
    const int leader = __ffs(active) - 1;
    int place;
    if (lane == leader) place = atomicAdd(&kept, __popc(active));
    place = __shfl_sync(active, place, leader);
    out[place + __popc(active & ((1u << lane) - 1))] = in[i];
  }
}

__device__ int sign(int value) {
  if (value > 0) return 1;
  if (value < 0) return -1;
}
__global__ void signs(const int *in, int *out) {
  const int i = threadIdx.x, found = sign(in[i]);
  out[i] = in[i] ? found : 0;
}

int main() {
  const int n = 512;
  int *in, *out, count, wrong = 0;
  cudaMallocManaged(&in, n * sizeof(int));
  cudaMallocManaged(&out, n * sizeof(int));
  for (int i = 0; i < n; i++) in[i] = i;
  compact<<<4, n / 4>>>(in, out);
  cudaMemcpyFromSymbol(&count, kept, sizeof(int));
  wrong += count != n - (n + 2) / 3;
  long long sum = 0, expected = 0;
  for (int i = 0; i < count; i++) sum += out[i];
  for (int i = 0; i < n; i++) expected += i % 3 ? i : 0;
  wrong += sum != expected;
  for (int i = 0; i < n; i++) in[i] = i % 5 - 2;
  signs<<<1, n>>>(in, out);
  wrong += cudaDeviceSynchronize() != cudaSuccess;
  for (int i = 0; i < n; i++) wrong += out[i] != (in[i] > 0) - (in[i] < 0);
  std::puts(wrong ? "FAIL" : "PASS");
  return wrong != 0;
}
