#include <cuda_runtime_api.h>

int check(const int *values, int n) {
  int devices = 0, wrong = cudaGetDeviceCount(&devices) != cudaSuccess || devices < 1;
  for (int i = 0; i < n; i++) wrong += values[i] != i * i * i;
  return wrong;
}
