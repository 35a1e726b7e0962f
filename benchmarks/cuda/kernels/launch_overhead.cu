/* What a launch costs: empty kernels, in a row and each waited for. Prints, for 1, 16 and 256
 * blocks: BLOCKS QUEUED_NS WAITED_NS. With the argument "once" it only runs one and ends. */
#include <cuda_runtime.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

__global__ void empty() {}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void wait(void) {
  cudaError_t status = cudaDeviceSynchronize();
  if (status == cudaSuccess) return;
  fprintf(stderr, "launch overhead: %s\n", cudaGetErrorString(status));
  exit(2);
}

static double queued(int blocks, int launches) {
  int64_t start = now();
  for (int i = 0; i < launches; i++) empty<<<blocks, 64>>>();
  wait();
  return (double)(now() - start) / launches;
}

static double waited(int blocks, int launches) {
  int64_t start = now();
  for (int i = 0; i < launches; i++) {
    empty<<<blocks, 64>>>();
    wait();
  }
  return (double)(now() - start) / launches;
}

int main(int argc, char **) {
  const int blocks[] = {1, 16, 256};
  empty<<<1, 64>>>();
  wait();
  if (argc > 1) return 0;
  for (int i = 0; i < 3; i++) {
    queued(blocks[i], 1000);
    printf("%d %.1f %.1f\n", blocks[i], queued(blocks[i], 10000), waited(blocks[i], 5000));
  }
  return 0;
}
