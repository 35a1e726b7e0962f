// nvcc: -std=c++20
// The macros by which programs tell nvcc, its version and the pass they are compiled in.
#include <cstdio>

#if !defined(__NVCC__) || !defined(__CUDACC__) || __CUDACC_VER_MAJOR__ < 12
#error "nvcc's identification macros are missing"
#endif
#if __cplusplus < 202002L
#error "-std=c++20 was not followed"
#endif

__global__ void which(int *arch) {
#ifdef __CUDA_ARCH__
  *arch = __CUDA_ARCH__;
#else
  *arch = 0;
#endif
}

int main() {
#ifdef __CUDA_ARCH__
  return 2;  // parsed in the device pass too, but host code is made in the other
#endif
  int *arch, found = 0;
  cudaMalloc(&arch, sizeof(int));
  which<<<1, 1>>>(arch);
  cudaMemcpy(&found, arch, sizeof(int), cudaMemcpyDeviceToHost);
  cudaDeviceProp properties;
  cudaGetDeviceProperties(&properties, 0);
  bool right = found == properties.major * 100 + properties.minor * 10;
  std::printf(right ? "PASS\n" : "FAIL: compiled for %d\n", found);
  return !right;
}
