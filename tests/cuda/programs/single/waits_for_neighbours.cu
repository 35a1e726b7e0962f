// Blocks of a cooperative launch that wait for their neighbours on both sides, by flags of their own.
#include <cstdio>

__global__ void rounds(volatile int *done, int *sums, int turns) {
  const int block = blockIdx.x, last = gridDim.x - 1;
  for (int turn = 1; turn <= turns; ++turn) {
    if (threadIdx.x == 0) {
      __threadfence();
      done[block] = turn;
      while (block > 0 && done[block - 1] < turn) {}
      while (block < last && done[block + 1] < turn) {}
      __threadfence();
    }
    __syncthreads();
    if (threadIdx.x == 0) sums[block] += turn;
  }
}

int main() {
  int *done, *sums, turns = 10, blocks = 12, wrong = 0;
  cudaMallocManaged(&done, blocks * sizeof(int));
  cudaMallocManaged(&sums, blocks * sizeof(int));
  cudaMemset(done, 0, blocks * sizeof(int));
  cudaMemset(sums, 0, blocks * sizeof(int));
  void *arguments[] = {&done, &sums, &turns};
  const auto error = cudaLaunchCooperativeKernel(reinterpret_cast<const void *>(rounds), dim3(blocks),
                                                 dim3(64), arguments, 0, nullptr);
  if (error != cudaSuccess || cudaDeviceSynchronize() != cudaSuccess) ++wrong;
  for (int block = 0; block < blocks; ++block) wrong += sums[block] != 55;
  std::puts(wrong ? "FAIL" : "PASS");
  return wrong != 0;
}
