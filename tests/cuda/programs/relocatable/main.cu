// -rdc=true: device functions, variables and constants shared across files.
#include <cstdio>

extern __device__ int counter;
extern __constant__ float factor;
extern __managed__ int calls[2];
__device__ float scaled(float value);
__device__ int add_to_counter(int amount);
void launch_in_library(int *out);

static __device__ int own = 5;  // every file may have one of this name

__global__ void use(float *out) {
  out[threadIdx.x] = scaled(float(threadIdx.x));
  if (threadIdx.x == 0) add_to_counter(own), ++calls[0];
}

int main() {
  float *out, host[8];
  int *number, seen = 0, total = 0;
  cudaMalloc(&out, sizeof(host));
  cudaMalloc(&number, sizeof(int));
  float three = 3.0f;
  cudaMemcpyToSymbol(factor, &three, sizeof(three));
  use<<<1, 8>>>(out);
  launch_in_library(number);
  cudaMemcpy(host, out, sizeof(host), cudaMemcpyDeviceToHost);
  cudaMemcpy(&seen, number, sizeof(int), cudaMemcpyDeviceToHost);
  cudaMemcpyFromSymbol(&total, counter, sizeof(int));
  int wrong = cudaGetLastError() != cudaSuccess;
  wrong += calls[0] != 8 || calls[1] != 1;
  for (int i = 0; i < 8; i++) wrong += host[i] != 3.0f * i;
  wrong += seen != 105 || total != 105;
  std::printf(wrong ? "FAIL seen %d total %d\n" : "PASS\n", seen, total);
  return wrong;
}
