// A scan within a warp through volatile shared memory, without barriers: code from before __syncwarp
// counts on the 32 threads of a warp moving in step.
#include <cstdio>
#include <vector>

__global__ void scan_warps(const int *in, int *out) {
  __shared__ volatile int data[4 * 64];
  const int lane = threadIdx.x & 31;
  const int at = 2 * threadIdx.x - lane;
  data[at] = 0;
  data[at + 32] = in[threadIdx.x];
  for (int step = 1; step < 32; step *= 2) data[at + 32] += data[at + 32 - step];
  out[threadIdx.x] = data[at + 32];
}

int main() {
  const int threads = 128;
  std::vector<int> in(threads), out(threads);
  for (int i = 0; i < threads; ++i) in[i] = (i * 7) % 13;
  int *device_in, *device_out;
  cudaMalloc(&device_in, threads * sizeof(int));
  cudaMalloc(&device_out, threads * sizeof(int));
  cudaMemcpy(device_in, in.data(), threads * sizeof(int), cudaMemcpyHostToDevice);
  scan_warps<<<1, threads>>>(device_in, device_out);
  cudaMemcpy(out.data(), device_out, threads * sizeof(int), cudaMemcpyDeviceToHost);
  cudaFree(device_in);
  cudaFree(device_out);
  int wrong = 0;
  for (int i = 0, sum = 0; i < threads; ++i) {
    sum = i % 32 ? sum + in[i] : in[i];
    wrong += out[i] != sum;
  }
  printf(wrong ? "FAIL: %d of %d sums are wrong\n" : "PASS\n", wrong, threads);
  return wrong != 0;
}
