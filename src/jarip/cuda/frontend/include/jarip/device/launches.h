/* Launches of kernels by kernels (separate compilation, -rdc=true), and what device code may ask of
 * the runtime around them. A child grid starts when its parent's threads are done; children of one
 * parent follow each other in the order of their launches, so streams and events have no more to do.
 * Source: CUDA C++ Programming Guide, "CUDA Dynamic Parallelism". */
#ifndef JARIP_LAUNCHES_H
#define JARIP_LAUNCHES_H
#pragma clang system_header
#include "../../cuda_runtime_api.h"
#include "declaration.h"
#include "dynamic_memory.h"

/* The name of `kernel` is put for its address when the file is compiled. */
extern "C" __device__ int __jarip_launch(const void *kernel, const void *parameters,
                                         unsigned int grid_x, unsigned int grid_y,
                                         unsigned int grid_z, unsigned int block_x,
                                         unsigned int block_y, unsigned int block_z,
                                         unsigned int shared_bytes);

/* These two are what clang makes of kernel<<<grid, block, shared, stream>>>(arguments...). */
JARIP_DEVICE void *cudaGetParameterBuffer(size_t alignment, size_t bytes) {
  (void)alignment;
  return malloc(bytes);
}
JARIP_DEVICE cudaError_t cudaLaunchDevice(void *kernel, void *parameters, dim3 grid,
                                                     dim3 block, unsigned int shared_bytes,
                                                     cudaStream_t stream) {
  (void)stream;
  const int error = __jarip_launch(kernel, parameters, grid.x, grid.y, grid.z, block.x, block.y,
                                   block.z, shared_bytes);
  free(parameters);
  return (cudaError_t)error;
}

#define cudaStreamTailLaunch ((cudaStream_t)0x3)
#define cudaStreamFireAndForget ((cudaStream_t)0x4)
#define cudaStreamGraphTailLaunch ((cudaStream_t)0x100)
#define cudaStreamGraphFireAndForget ((cudaStream_t)0x200)

/* The handle of a condition is the address of its value. */
JARIP_DEVICE void cudaGraphSetConditional(cudaGraphConditionalHandle handle, unsigned int value) {
  *(volatile unsigned int *)handle = value;
}

JARIP_DEVICE cudaError_t cudaStreamCreateWithFlags(cudaStream_t *stream, unsigned int flags) {
  (void)flags;
  *stream = cudaStreamFireAndForget;
  return cudaSuccess;
}
JARIP_DEVICE cudaError_t cudaStreamDestroy(cudaStream_t) { return cudaSuccess; }
JARIP_DEVICE cudaError_t cudaStreamWaitEvent(cudaStream_t, cudaEvent_t, unsigned int) {
  return cudaSuccess;
}
JARIP_DEVICE cudaError_t cudaEventCreateWithFlags(cudaEvent_t *event, unsigned int flags) {
  (void)flags;
  *event = (cudaEvent_t)cudaStreamFireAndForget;
  return cudaSuccess;
}
JARIP_DEVICE cudaError_t cudaEventRecord(cudaEvent_t, cudaStream_t) { return cudaSuccess; }
JARIP_DEVICE cudaError_t cudaEventDestroy(cudaEvent_t) { return cudaSuccess; }
JARIP_DEVICE cudaError_t cudaGetLastError(void) { return cudaSuccess; }
JARIP_DEVICE cudaError_t cudaPeekAtLastError(void) { return cudaSuccess; }
JARIP_DEVICE cudaError_t cudaGetDevice(int *device) {
  *device = 0;
  return cudaSuccess;
}
JARIP_DEVICE cudaError_t cudaGetDeviceCount(int *count) {
  *count = 1;
  return cudaSuccess;
}
JARIP_DEVICE cudaError_t cudaMalloc(void **memory, size_t bytes) {
  *memory = malloc(bytes);
  return *memory ? cudaSuccess : cudaErrorMemoryAllocation;
}
JARIP_DEVICE cudaError_t cudaFree(void *memory) {
  free(memory);
  return cudaSuccess;
}
/* No cudaDeviceSynchronize: CUDA 12 has removed that. It is not declared at all, so that clang names a
 * kernel's call of it; one marked unavailable would be found in lambdas of the host as well, which
 * are compiled for both sides. */
/* Of one thread: done at once. */
JARIP_DEVICE cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t bytes, cudaMemcpyKind,
                                         cudaStream_t) {
  memcpy(to, from, bytes);
  return cudaSuccess;
}
JARIP_DEVICE cudaError_t cudaMemsetAsync(void *to, int value, size_t bytes, cudaStream_t) {
  memset(to, value, bytes);
  return cudaSuccess;
}

#endif
