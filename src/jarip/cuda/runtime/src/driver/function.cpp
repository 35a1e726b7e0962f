// Kernels: what they are and what is set for them; how many blocks fit.
#include "driver/call.h"
#include "kernel/launch.h"
#include "kernel/objects.h"

using jarip::in_context;
using jarip::same;

namespace {

// Attributes the runtime API gives as members of one structure.
CUresult get_attribute(int *value, CUfunction_attribute attribute, const void *function) {
  if (value == nullptr) return CUDA_ERROR_INVALID_VALUE;
  cudaFuncAttributes all;
  const cudaError_t error = cudaFuncGetAttributes(&all, function);
  if (error != cudaSuccess) return jarip::driver_result(error);
  const int values[] = {
      all.maxThreadsPerBlock,
      static_cast<int>(all.sharedSizeBytes),
      static_cast<int>(all.constSizeBytes),
      static_cast<int>(all.localSizeBytes),
      all.numRegs,
      all.ptxVersion,
      all.binaryVersion,
      all.cacheModeCA,
      all.maxDynamicSharedSizeBytes,
      all.preferredShmemCarveout,
      all.clusterDimMustBeSet,
      all.requiredClusterWidth,
      all.requiredClusterHeight,
      all.requiredClusterDepth,
      all.nonPortableClusterSizeAllowed,
      all.clusterSchedulingPolicyPreference,
  };
  static_assert(sizeof values / sizeof values[0] == CU_FUNC_ATTRIBUTE_MAX, "one value each");
  if (attribute < 0 || attribute >= CU_FUNC_ATTRIBUTE_MAX) return CUDA_ERROR_INVALID_VALUE;
  *value = values[attribute];
  return CUDA_SUCCESS;
}

CUresult most_threads(int *blocks, int *threads, CUfunction function, CUoccupancyB2DSize shared_of,
                      size_t shared, int limit) {
  if (blocks == nullptr || threads == nullptr) return CUDA_ERROR_INVALID_VALUE;
  cudaFuncAttributes all;
  const cudaError_t error = cudaFuncGetAttributes(&all, function);
  if (error != cudaSuccess) return jarip::driver_result(error);
  if (limit <= 0 || limit > all.maxThreadsPerBlock) limit = all.maxThreadsPerBlock;
  int processors = 0;
  int warp = 0;
  cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount,
                         jarip::current_device().index);
  cudaDeviceGetAttribute(&warp, cudaDevAttrWarpSize, jarip::current_device().index);
  int best = 0;
  for (int size = limit; size > 0; size = (size - 1) / warp * warp) {
    int each = 0;
    const size_t bytes = shared_of != nullptr ? shared_of(size) : shared;
    cudaOccupancyMaxActiveBlocksPerMultiprocessor(&each, function, size, bytes);
    if (each * size <= best) continue;
    best = each * size;
    *threads = size;
    *blocks = each * processors;
  }
  return best > 0 ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

}  // namespace

extern "C" CUresult cuFuncGetAttribute(int *value, CUfunction_attribute attribute,
                                       CUfunction function) {
  return in_context([&] { return get_attribute(value, attribute, function); });
}

extern "C" CUresult cuFuncSetAttribute(CUfunction function, CUfunction_attribute attribute,
                                       int value) {
  return in_context([&] {
    return cudaFuncSetAttribute(function, same<cudaFuncAttribute>(attribute), value);
  });
}

extern "C" CUresult cuFuncSetCacheConfig(CUfunction function, CUfunc_cache config) {
  return in_context([&] { return cudaFuncSetCacheConfig(function, same<cudaFuncCache>(config)); });
}

extern "C" CUresult cuFuncSetSharedMemConfig(CUfunction function, CUsharedconfig config) {
  return in_context([&] {
    return cudaFuncSetSharedMemConfig(function, same<cudaSharedMemConfig>(config));
  });
}

extern "C" CUresult cuFuncGetName(const char **name, CUfunction function) {
  return in_context([&] { return cudaFuncGetName(name, function); });
}

extern "C" CUresult cuFuncGetParamInfo(CUfunction function, size_t index, size_t *offset,
                                       size_t *bytes) {
  return in_context([&] { return cudaFuncGetParamInfo(function, index, offset, bytes); });
}

extern "C" CUresult cuFuncIsLoaded(CUfunctionLoadingState *state, CUfunction handle) {
  return in_context([&] {
    const jarip::Function *function = jarip::find_function(handle);
    if (function == nullptr) return CUDA_ERROR_INVALID_HANDLE;
    if (state == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *state = function->variants.load() != nullptr ? CU_FUNCTION_LOADING_STATE_LOADED
                                                  : CU_FUNCTION_LOADING_STATE_UNLOADED;
    return CUDA_SUCCESS;
  });
}

// Code is made for a block shape: this makes it for a usual one.
extern "C" CUresult cuFuncLoad(CUfunction handle) {
  return in_context([&] {
    jarip::Function *function = jarip::find_function(handle);
    if (function == nullptr) return cudaErrorInvalidResourceHandle;
    const cudaError_t known = jarip::know_function(*function);
    if (known != cudaSuccess) return known;
    constexpr uint32_t kUsual = 256;
    const uint32_t most = function->info.max_threads;
    const uint32_t block[3] = {most < kUsual ? most : kUsual, 1, 1};
    const jarip::Variant *variant = nullptr;
    return jarip::find_variant(*function, block, false, &variant);
  });
}

extern "C" CUresult cuKernelGetAttribute(int *value, CUfunction_attribute attribute,
                                         CUkernel kernel, CUdevice device) {
  return in_context([&] {
    if (device < 0 || device >= jarip::device_count()) return CUDA_ERROR_INVALID_DEVICE;
    return get_attribute(value, attribute, kernel);
  });
}

extern "C" CUresult cuKernelSetAttribute(CUfunction_attribute attribute, int value, CUkernel kernel,
                                         CUdevice device) {
  return in_context([&] {
    return cudaKernelSetAttributeForDevice(kernel, same<cudaFuncAttribute>(attribute), value,
                                           device);
  });
}

extern "C" CUresult cuKernelSetCacheConfig(CUkernel kernel, CUfunc_cache config, CUdevice device) {
  return in_context([&] {
    if (device < 0 || device >= jarip::device_count()) return cudaErrorInvalidDevice;
    return cudaFuncSetCacheConfig(kernel, same<cudaFuncCache>(config));
  });
}

extern "C" CUresult cuKernelGetName(const char **name, CUkernel kernel) {
  return in_context([&] { return cudaFuncGetName(name, kernel); });
}

extern "C" CUresult cuKernelGetParamInfo(CUkernel kernel, size_t index, size_t *offset,
                                         size_t *bytes) {
  return in_context([&] { return cudaFuncGetParamInfo(kernel, index, offset, bytes); });
}

extern "C" CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, CUfunction function,
                                                                int threads, size_t shared_bytes) {
  return in_context([&] {
    return cudaOccupancyMaxActiveBlocksPerMultiprocessor(blocks, function, threads, shared_bytes);
  });
}

extern "C" CUresult cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *blocks,
                                                                         CUfunction function,
                                                                         int threads,
                                                                         size_t shared_bytes,
                                                                         unsigned int flags) {
  return in_context([&] {
    return cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(blocks, function, threads,
                                                                  shared_bytes, flags);
  });
}

extern "C" CUresult cuOccupancyAvailableDynamicSMemPerBlock(size_t *bytes, CUfunction function,
                                                            int blocks, int threads) {
  return in_context([&] {
    return cudaOccupancyAvailableDynamicSMemPerBlock(bytes, function, blocks, threads);
  });
}

extern "C" CUresult cuOccupancyMaxPotentialBlockSize(int *blocks, int *threads, CUfunction function,
                                                     CUoccupancyB2DSize shared_of,
                                                     size_t shared_bytes, int limit) {
  return in_context([&] {
    return most_threads(blocks, threads, function, shared_of, shared_bytes, limit);
  });
}

extern "C" CUresult cuOccupancyMaxPotentialBlockSizeWithFlags(int *blocks, int *threads,
                                                              CUfunction function,
                                                              CUoccupancyB2DSize shared_of,
                                                              size_t shared_bytes, int limit,
                                                              unsigned int flags) {
  return in_context([&] {
    if ((flags & ~unsigned{CU_OCCUPANCY_DISABLE_CACHING_OVERRIDE}) != 0) {
      return CUDA_ERROR_INVALID_VALUE;
    }
    return most_threads(blocks, threads, function, shared_of, shared_bytes, limit);
  });
}
