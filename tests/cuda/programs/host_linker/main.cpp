// Built and linked by g++, as many Makefiles do.
#include <cstdio>
#include <cuda_runtime_api.h>
#include <omp.h>

int sum_of_squares(int n);
int threads_of_nvcc();

int main() {
  int devices = 0, threads = 0;
  bool good = cudaGetDeviceCount(&devices) == cudaSuccess && devices > 0;
#pragma omp parallel num_threads(2)
#pragma omp single
  threads = omp_get_num_threads();
  good = good && threads == 2 && threads_of_nvcc() == 3 && sum_of_squares(100) == 328350;
  std::puts(good ? "PASS" : "FAIL");
  return !good;
}
