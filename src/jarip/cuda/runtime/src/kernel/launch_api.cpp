// cudaLaunchKernel and its relatives, and the two calls clang puts around <<<...>>>.
#include "base/array.h"
#include "kernel/launch.h"

namespace {

using jarip::Function;
using jarip::LaunchShape;
using jarip::record;
using jarip::Stream;

struct Configuration {
  dim3 grid;
  dim3 block;
  size_t dynamic_shared_bytes;
  cudaStream_t stream;
};

// Nested: an argument of a launch may itself launch a kernel.
constexpr int kDeepest = 16;
thread_local Configuration pushed[kDeepest];
thread_local int depth;

cudaError_t launch(const void *host, const LaunchShape &shape, void **arguments,
                   cudaStream_t handle) {
  Stream *stream = jarip::resolve_stream(handle);
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  Function *function = jarip::find_function(host);
  if (function == nullptr) return cudaErrorInvalidDeviceFunction;
  return jarip::launch_function(*function, shape, {arguments}, *stream);
}

}  // namespace

namespace jarip {

cudaError_t apply_attribute(const cudaLaunchAttribute &attribute, LaunchShape *shape) {
  const cudaLaunchAttributeValue &value = attribute.val;
  switch (attribute.id) {
    case cudaLaunchAttributeCooperative:
      shape->cooperative = value.cooperative != 0;
      return cudaSuccess;
    case cudaLaunchAttributeClusterDimension:
      return value.clusterDim.x * value.clusterDim.y * value.clusterDim.z <= 1
                 ? cudaSuccess
                 : cudaErrorInvalidClusterSize;
    case cudaLaunchAttributeProgrammaticEvent:
    case cudaLaunchAttributeLaunchCompletionEvent:
    case cudaLaunchAttributeDeviceUpdatableKernelNode:
      return cudaErrorNotSupported;
    default:
      return cudaSuccess;
  }
}

}  // namespace jarip

extern "C" unsigned __cudaPushCallConfiguration(dim3 grid, dim3 block, size_t dynamic_shared_bytes,
                                                cudaStream_t stream) {
  if (depth == kDeepest) return 1;
  pushed[depth++] = Configuration{grid, block, dynamic_shared_bytes, stream};
  return 0;
}

// In programs compiled with --default-stream per-thread.
extern "C" __attribute__((visibility("default"))) unsigned __cudaPushCallConfiguration_ptsz(
    dim3 grid, dim3 block, size_t dynamic_shared_bytes, cudaStream_t stream) {
  return __cudaPushCallConfiguration(grid, block, dynamic_shared_bytes,
                                     stream == nullptr ? cudaStreamPerThread : stream);
}

extern "C" cudaError_t __cudaPopCallConfiguration(dim3 *grid, dim3 *block,
                                                  size_t *dynamic_shared_bytes, void *stream) {
  if (depth == 0) return record(cudaErrorMissingConfiguration);
  const Configuration &top = pushed[--depth];
  *grid = top.grid;
  *block = top.block;
  *dynamic_shared_bytes = top.dynamic_shared_bytes;
  *static_cast<cudaStream_t *>(stream) = top.stream;
  return cudaSuccess;
}

// The way launches were written before CUDA 7: no compiler emits it any more.
extern "C" cudaError_t cudaConfigureCall(dim3, dim3, size_t, cudaStream_t) {
  return record(cudaErrorNotSupported);
}

extern "C" cudaError_t cudaSetupArgument(const void *, size_t, size_t) {
  return record(cudaErrorNotSupported);
}

extern "C" cudaError_t cudaLaunch(const void *) { return record(cudaErrorNotSupported); }

extern "C" cudaError_t cudaLaunchKernel(const void *function, dim3 grid, dim3 block,
                                        void **arguments, size_t dynamic_shared_bytes,
                                        cudaStream_t stream) {
  JARIP_ENTER();
  return record(launch(function, {grid, block, dynamic_shared_bytes}, arguments, stream));
}

extern "C" cudaError_t cudaLaunchCooperativeKernel(const void *function, dim3 grid, dim3 block,
                                                   void **arguments, size_t dynamic_shared_bytes,
                                                   cudaStream_t stream) {
  JARIP_ENTER();
  return record(launch(function, {grid, block, dynamic_shared_bytes, true}, arguments, stream));
}

extern "C" cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t *config, const void *function,
                                           void **arguments) {
  JARIP_ENTER();
  if (config == nullptr || (config->attrs == nullptr && config->numAttrs > 0)) {
    return record(cudaErrorInvalidValue);
  }
  LaunchShape shape{config->gridDim, config->blockDim, config->dynamicSmemBytes};
  for (unsigned index = 0; index < config->numAttrs; ++index) {
    const cudaError_t error = jarip::apply_attribute(config->attrs[index], &shape);
    if (error != cudaSuccess) return record(error);
  }
  return record(launch(function, shape, arguments, config->stream));
}
