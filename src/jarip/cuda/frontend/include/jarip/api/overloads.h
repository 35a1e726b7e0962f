/* The C++ face of the runtime API: typed pointers, kernels and symbols by name.
 * Source: CUDA Runtime API reference, "C++ API Routines". */
#ifndef JARIP_API_OVERLOADS_H
#define JARIP_API_OVERLOADS_H
#include "execution.h"
#include "event.h"
#include "graph.h"
#include "graph_exec.h"
#include "memory.h"
#include "memory_pool.h"
#include "stream.h"

#define JARIP_API_INLINE static __inline__ __attribute__((unused)) __host__

/* ---- Memory ---- */
template <class T>
JARIP_API_INLINE cudaError_t cudaMalloc(T **devPtr, size_t size) {
  return ::cudaMalloc((void **)(void *)devPtr, size);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaMallocHost(T **ptr, size_t size, unsigned int flags = 0) {
  return ::cudaHostAlloc((void **)(void *)ptr, size, flags);
}
JARIP_API_INLINE cudaError_t cudaMallocHost(void **ptr, size_t size, unsigned int flags) {
  return ::cudaHostAlloc(ptr, size, flags);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaHostAlloc(T **ptr, size_t size, unsigned int flags) {
  return ::cudaHostAlloc((void **)(void *)ptr, size, flags);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaHostGetDevicePointer(T **pDevice, void *pHost,
                                                      unsigned int flags) {
  return ::cudaHostGetDevicePointer((void **)(void *)pDevice, pHost, flags);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaMallocManaged(T **devPtr, size_t size,
                                               unsigned int flags = cudaMemAttachGlobal) {
  return ::cudaMallocManaged((void **)(void *)devPtr, size, flags);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaMallocPitch(T **devPtr, size_t *pitch, size_t width,
                                             size_t height) {
  return ::cudaMallocPitch((void **)(void *)devPtr, pitch, width, height);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaMallocAsync(T **devPtr, size_t size, cudaStream_t stream) {
  return ::cudaMallocAsync((void **)(void *)devPtr, size, stream);
}
JARIP_API_INLINE cudaError_t cudaMallocAsync(void **ptr, size_t size, cudaMemPool_t memPool,
                                             cudaStream_t stream) {
  return ::cudaMallocFromPoolAsync(ptr, size, memPool, stream);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaMallocAsync(T **ptr, size_t size, cudaMemPool_t memPool,
                                             cudaStream_t stream) {
  return ::cudaMallocFromPoolAsync((void **)(void *)ptr, size, memPool, stream);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaMallocFromPoolAsync(T **ptr, size_t size, cudaMemPool_t memPool,
                                                     cudaStream_t stream) {
  return ::cudaMallocFromPoolAsync((void **)(void *)ptr, size, memPool, stream);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaStreamAttachMemAsync(cudaStream_t stream, T *devPtr,
                                                      size_t length = 0,
                                                      unsigned int flags = cudaMemAttachSingle) {
  return ::cudaStreamAttachMemAsync(stream, (void *)devPtr, length, flags);
}

/* The forms of CUDA 13, by location. */
JARIP_API_INLINE cudaError_t cudaMemPrefetchAsync(const void *devPtr, size_t count,
                                                  cudaMemLocation location, unsigned int flags,
                                                  cudaStream_t stream = 0) {
  return ::cudaMemPrefetchAsync_v2(devPtr, count, location, flags, stream);
}
JARIP_API_INLINE cudaError_t cudaMemAdvise(const void *devPtr, size_t count,
                                           enum cudaMemoryAdvise advice,
                                           cudaMemLocation location) {
  return ::cudaMemAdvise_v2(devPtr, count, advice, location);
}

/* ---- Symbols: a variable stands for the address of the host's shadow of it ---- */
template <class T>
JARIP_API_INLINE cudaError_t cudaMemcpyToSymbol(const T &symbol, const void *src, size_t count,
                                                size_t offset = 0,
                                                enum cudaMemcpyKind kind = cudaMemcpyHostToDevice) {
  return ::cudaMemcpyToSymbol((const void *)&symbol, src, count, offset, kind);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaMemcpyToSymbolAsync(
    const T &symbol, const void *src, size_t count, size_t offset = 0,
    enum cudaMemcpyKind kind = cudaMemcpyHostToDevice, cudaStream_t stream = 0) {
  return ::cudaMemcpyToSymbolAsync((const void *)&symbol, src, count, offset, kind, stream);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaMemcpyFromSymbol(
    void *dst, const T &symbol, size_t count, size_t offset = 0,
    enum cudaMemcpyKind kind = cudaMemcpyDeviceToHost) {
  return ::cudaMemcpyFromSymbol(dst, (const void *)&symbol, count, offset, kind);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaMemcpyFromSymbolAsync(
    void *dst, const T &symbol, size_t count, size_t offset = 0,
    enum cudaMemcpyKind kind = cudaMemcpyDeviceToHost, cudaStream_t stream = 0) {
  return ::cudaMemcpyFromSymbolAsync(dst, (const void *)&symbol, count, offset, kind, stream);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaGetSymbolAddress(void **devPtr, const T &symbol) {
  return ::cudaGetSymbolAddress(devPtr, (const void *)&symbol);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaGetSymbolSize(size_t *size, const T &symbol) {
  return ::cudaGetSymbolSize(size, (const void *)&symbol);
}

/* ---- Kernels ---- */
template <class T>
JARIP_API_INLINE cudaError_t cudaLaunchKernel(T *func, dim3 gridDim, dim3 blockDim, void **args,
                                              size_t sharedMem = 0, cudaStream_t stream = 0) {
  return ::cudaLaunchKernel((const void *)func, gridDim, blockDim, args, sharedMem, stream);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaLaunchCooperativeKernel(T *func, dim3 gridDim, dim3 blockDim,
                                                         void **args, size_t sharedMem = 0,
                                                         cudaStream_t stream = 0) {
  return ::cudaLaunchCooperativeKernel((const void *)func, gridDim, blockDim, args, sharedMem,
                                       stream);
}
template <class... Parameters, class... Arguments>
JARIP_API_INLINE cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t *config,
                                                void (*kernel)(Parameters...),
                                                Arguments &&...arguments) {
  return [&](Parameters... values) {
    void *addresses[] = {(void *)&values..., nullptr};
    return ::cudaLaunchKernelExC(config, (const void *)kernel, addresses);
  }(static_cast<Arguments &&>(arguments)...);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaFuncSetCacheConfig(T *func, enum cudaFuncCache cacheConfig) {
  return ::cudaFuncSetCacheConfig((const void *)func, cacheConfig);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaFuncSetSharedMemConfig(T *func, enum cudaSharedMemConfig config) {
  return ::cudaFuncSetSharedMemConfig((const void *)func, config);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaFuncGetAttributes(struct cudaFuncAttributes *attr, T *entry) {
  return ::cudaFuncGetAttributes(attr, (const void *)entry);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaFuncSetAttribute(T *func, enum cudaFuncAttribute attr,
                                                  int value) {
  return ::cudaFuncSetAttribute((const void *)func, attr, value);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaFuncGetName(const char **name, T *func) {
  return ::cudaFuncGetName(name, (const void *)func);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaGetKernel(cudaKernel_t *kernelPtr, T *entry) {
  return ::cudaGetKernel(kernelPtr, (const void *)entry);
}
template <class T>
JARIP_API_INLINE cudaError_t cudaGetFuncBySymbol(cudaFunction_t *functionPtr, T *symbol) {
  return ::cudaGetFuncBySymbol(functionPtr, (const void *)symbol);
}

/* ---- Events and graphs ---- */
JARIP_API_INLINE cudaError_t cudaEventCreate(cudaEvent_t *event, unsigned int flags) {
  return ::cudaEventCreateWithFlags(event, flags);
}
JARIP_API_INLINE cudaError_t cudaGraphInstantiate(cudaGraphExec_t *pGraphExec, cudaGraph_t graph,
                                                  cudaGraphNode_t *pErrorNode, char *pLogBuffer,
                                                  size_t bufferSize) {
  if (pErrorNode) *pErrorNode = 0;
  if (pLogBuffer && bufferSize) *pLogBuffer = 0;
  return ::cudaGraphInstantiate(pGraphExec, graph, 0);
}
JARIP_API_INLINE cudaError_t cudaGraphExecUpdate(cudaGraphExec_t hGraphExec, cudaGraph_t hGraph,
                                                 cudaGraphNode_t *hErrorNode_out,
                                                 enum cudaGraphExecUpdateResult *result_out) {
  cudaGraphExecUpdateResultInfo info = {};
  const cudaError_t error = ::cudaGraphExecUpdate(hGraphExec, hGraph, &info);
  if (hErrorNode_out) *hErrorNode_out = info.errorNode;
  if (result_out) *result_out = info.result;
  return error;
}

#endif
