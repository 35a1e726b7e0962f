// nvcc: --default-stream per-thread -DEXPECTED=1
// The macro that changes the meaning of stream 0 is defined.
#include <cstdio>

__global__ void store(int *out) { *out = 42; }

int main() {
#if !defined(CUDA_API_PER_THREAD_DEFAULT_STREAM) || EXPECTED != 1
  std::printf("FAIL: macro missing\n");
  return 1;
#else
  int *out, host = 0;
  cudaMalloc(&out, sizeof(int));
  store<<<1, 1>>>(out);
  cudaStreamSynchronize(cudaStreamPerThread);
  cudaMemcpy(&host, out, sizeof(int), cudaMemcpyDeviceToHost);
  std::printf(host == 42 ? "PASS\n" : "FAIL %d\n", host);
  return host != 42;
#endif
}
