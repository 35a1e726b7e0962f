/* The CUDA side of a benchmark program: buffers live on the device. */
#ifndef BENCH_CUDA_H
#define BENCH_CUDA_H

#include <cuda_runtime.h>

#include "bench_protocol.h"

static void bench_check(cudaError_t status, const char *what) {
  if (status == cudaSuccess) return;
  fprintf(stderr, "bench: %s: %s\n", what, cudaGetErrorString(status));
  exit(2);
}

static void *bench_allocate(size_t bytes) {
  void *data;
  bench_check(cudaMalloc(&data, bytes), "cudaMalloc");
  return data;
}

static void bench_upload(void *to, const void *host, size_t bytes) {
  bench_check(cudaMemcpy(to, host, bytes, cudaMemcpyHostToDevice), "cudaMemcpy to the device");
}

static void bench_download(void *host, const void *from, size_t bytes) {
  bench_check(cudaMemcpy(host, from, bytes, cudaMemcpyDeviceToHost), "cudaMemcpy to the host");
}

static void bench_copy(void *to, const void *from, size_t bytes) {
  bench_check(cudaMemcpy(to, from, bytes, cudaMemcpyDeviceToDevice), "cudaMemcpy on the device");
}

static void bench_finish(void) {
  bench_check(cudaGetLastError(), "launch");
  bench_check(cudaDeviceSynchronize(), "cudaDeviceSynchronize");
}

static inline int bench_blocks(long items, int per_block) {
  return (int)((items + per_block - 1) / per_block);
}

#endif /* BENCH_CUDA_H */
