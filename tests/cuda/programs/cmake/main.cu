#include <cstdio>

template <typename F> __global__ void apply(int *out, F f) { out[threadIdx.x] = f(threadIdx.x); }

int main() {
  int *out, host[16], wrong = 0, base = 7;
  cudaMalloc(&out, sizeof(host));
  apply<<<1, 16>>>(out, [=] __device__(int i) { return base + i; });
  cudaMemcpy(host, out, sizeof(host), cudaMemcpyDeviceToHost);
  for (int i = 0; i < 16; i++) wrong += host[i] != 7 + i;
  std::printf(wrong ? "FAIL\n" : "PASS\n");
  return wrong;
}
