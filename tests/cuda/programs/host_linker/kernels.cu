// Host code of an nvcc object may use OpenMP, which is LLVM's; g++'s objects use libgomp's names.
#include <omp.h>

__global__ void squares(int *out) { out[threadIdx.x] = threadIdx.x * threadIdx.x; }

int sum_of_squares(int n) {
  int *out, sum = 0;
  cudaMallocManaged(&out, n * sizeof(int));
  squares<<<1, n>>>(out);
  cudaDeviceSynchronize();
#pragma omp parallel for reduction(+ : sum)
  for (int i = 0; i < n; i++) sum += out[i];
  cudaFree(out);
  return sum;
}

int threads_of_nvcc() {
  int threads = 0;
#pragma omp parallel num_threads(3)
#pragma omp single
  threads = omp_get_num_threads();
  return threads;
}
