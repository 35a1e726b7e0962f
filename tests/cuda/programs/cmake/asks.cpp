#include <cstdio>
#include <cuda.h>
#include <cuda_runtime_api.h>

int main() {
  int by_driver = 0, by_runtime = 0;
  bool good = cuInit(0) == CUDA_SUCCESS && cuDeviceGetCount(&by_driver) == CUDA_SUCCESS;
  good = good && cudaGetDeviceCount(&by_runtime) == cudaSuccess && by_driver == by_runtime;
  std::puts(good ? "PASS" : "FAIL");
  return !good;
}
