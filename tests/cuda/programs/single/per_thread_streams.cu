// nvcc: --default-stream per-thread
// A launch without a stream goes to the thread's own one: it does not wait for another thread's.
#include <atomic>
#include <cstdio>
#include <thread>

__global__ void wait_for(volatile int *flag) {
  while (*flag == 0) __nanosleep(1000);
}
__global__ void store(int *out, int value) { *out = value; }

int main() {
  int *flag, *out;
  cudaMallocHost(&flag, sizeof(int));
  cudaMallocHost(&out, sizeof(int));
  *flag = *out = 0;
  std::thread held([=] {
    wait_for<<<1, 1>>>(flag);
    cudaStreamSynchronize(0);
  });
  store<<<1, 1>>>(out, 42);
  bool good = cudaStreamSynchronize(0) == cudaSuccess && *out == 42;
  // An ordinary stream does not wait for it either, but the legacy stream does.
  int host = 0;
  good &= cudaMemcpy(&host, out, sizeof host, cudaMemcpyDefault) == cudaSuccess && host == 42;
  *static_cast<volatile int *>(flag) = 1;
  held.join();
  store<<<1, 1, 0, cudaStreamLegacy>>>(out, 43);
  good &= cudaDeviceSynchronize() == cudaSuccess && *out == 43;
  std::printf(good ? "PASS\n" : "FAIL %d %d\n", *out, host);
  return !good;
}
