// nvcc: -Xcompiler -fopenmp -O2
// Host OpenMP beside kernels: parallel loops, reductions, critical sections, tasks.
#include <cstdio>
#include <omp.h>
#include <vector>

__global__ void squares(int *out, int n) {
  for (int i = threadIdx.x; i < n; i += blockDim.x) out[i] = i * i;
}

int main() {
#ifndef _OPENMP
#error "-Xcompiler -fopenmp did not reach the host compiler"
#endif
  const int n = 10000;
  int *device;
  cudaMalloc(&device, n * sizeof(int));
  squares<<<1, 128>>>(device, n);
  std::vector<int> found(n);
  cudaMemcpy(found.data(), device, n * sizeof(int), cudaMemcpyDeviceToHost);

  long long sum = 0, expected = 0;
  int wrong = 0, team = 0, tasks = 0;
#pragma omp parallel for reduction(+ : sum, wrong) schedule(dynamic, 64)
  for (int i = 0; i < n; i++) {
    sum += found[i];
    wrong += found[i] != i * i;
  }
#pragma omp parallel num_threads(3)
  {
#pragma omp critical
    team++;
#pragma omp single
    for (int i = 0; i < 10; i++) {
#pragma omp task
#pragma omp atomic
      tasks++;
    }
  }
  for (long long i = 0; i < n; i++) expected += i * i;
  bool right = sum == expected && wrong == 0 && team == 3 && tasks == 10 && omp_get_max_threads() > 0;
  std::printf(right ? "PASS\n" : "FAIL sum %lld team %d tasks %d\n", sum, team, tasks);
  return !right;
}
