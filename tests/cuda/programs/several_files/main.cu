// A program of CUDA, C++ and C files, compiled at once and linked.
#include <cstdio>

#include "parts.h"

__global__ void fill(float *values, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) values[i] = i;
}

int main() {
  const int n = count_of(4000);
  float *values;
  cudaMallocManaged(&values, n * sizeof(float));
  fill<<<(n + 127) / 128, 128>>>(values, n);
  scale_on_device(values, n);
  cudaDeviceSynchronize();
  bool right = all_scaled(values, n);
  cudaFree(values);
  std::printf(right ? "PASS\n" : "FAIL\n");
  return !right;
}
