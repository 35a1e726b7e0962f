// __grid_constant__ parameters: read in place by every thread, by address too, and never written.
#include <cstdio>

struct Table {
  int offset;
  int values[40];
};

template <typename T> struct Pair { T first, second; };

__device__ __noinline__ int at(const int *values, int i) { return values[i]; }
__device__ int sum(const Table &table, int n) {
  int total = table.offset;
  for (int i = 0; i < n; i++) total += table.values[i];
  return total;
}

__global__ void lookup(const __grid_constant__ Table table, int *out) {
  int i = threadIdx.x;
  out[i] = at(table.values, (i * 7) % 40) + sum(table, i);
}

template <typename T>
__global__ void scale(const __grid_constant__ Pair<T> pair, __grid_constant__ const int n, T *out) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  const T *chosen = i % 2 ? &pair.second : &pair.first;
  if (i < n) out[i] = *chosen * T(i);
}

int main() {
  Table table{5, {}};
  for (int i = 0; i < 40; i++) table.values[i] = i * i;
  int *out, host[40];
  cudaMalloc(&out, sizeof(host));
  lookup<<<1, 40>>>(table, out);
  cudaMemcpy(host, out, sizeof(host), cudaMemcpyDeviceToHost);
  int wrong = 0, total = table.offset;
  for (int i = 0; i < 40; i++) {
    wrong += host[i] != table.values[(i * 7) % 40] + total;
    total += table.values[i];
  }
  double *doubles, back[100];
  cudaMalloc(&doubles, sizeof(back));
  scale<<<4, 32>>>(Pair<double>{2.5, -3.0}, 100, doubles);
  cudaMemcpy(back, doubles, sizeof(back), cudaMemcpyDeviceToHost);
  for (int i = 0; i < 100; i++) wrong += back[i] != (i % 2 ? -3.0 : 2.5) * i;
  std::puts(wrong ? "FAIL" : "PASS");
  return wrong != 0;
}
