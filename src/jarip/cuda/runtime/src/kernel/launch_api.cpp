// cudaLaunchKernel and its relatives, and the two calls clang puts around <<<...>>>.
#include <string.h>

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

namespace {

// Makes each stream wait for what is in all the others so far.
cudaError_t meet(const cudaLaunchParams *launches, unsigned count) {
  const int device = jarip::current_device().index;
  for (unsigned first = 0; first < count; ++first) {
    cudaEvent_t event = nullptr;
    jarip::set_current_device(jarip::resolve_stream(launches[first].stream)->device->index);
    cudaError_t error = cudaEventCreateWithFlags(&event, cudaEventDisableTiming);
    if (error == cudaSuccess) error = cudaEventRecord(event, launches[first].stream);
    for (unsigned other = 0; other < count && error == cudaSuccess; ++other) {
      if (other != first) error = cudaStreamWaitEvent(launches[other].stream, event, 0);
    }
    cudaEventDestroy(event);
    jarip::set_current_device(device);
    if (error != cudaSuccess) return error;
  }
  return cudaSuccess;
}

// One launch a device, all of the same shape, none in a default stream.
bool belong_together(const cudaLaunchParams *launches, unsigned count) {
  uint64_t devices = 0;
  for (unsigned index = 0; index < count; ++index) {
    const cudaLaunchParams &launch = launches[index];
    const bool own = launch.stream != nullptr;
    const Stream *stream = own ? jarip::resolve_stream(launch.stream) : nullptr;
    if (stream == nullptr || (devices >> stream->device->index & 1) != 0) return false;
    devices |= uint64_t{1} << stream->device->index;
    const bool same_shape =
        memcmp(&launch.gridDim, &launches[0].gridDim, sizeof launch.gridDim) == 0 &&
        memcmp(&launch.blockDim, &launches[0].blockDim, sizeof launch.blockDim) == 0;
    if (!same_shape || launch.sharedMem != launches[0].sharedMem) return false;
  }
  return true;
}

}  // namespace

extern "C" cudaError_t cudaLaunchCooperativeKernelMultiDevice(cudaLaunchParams *launches,
                                                              unsigned int count,
                                                              unsigned int flags) {
  JARIP_ENTER();
  constexpr unsigned kKnown =
      cudaCooperativeLaunchMultiDeviceNoPreSync | cudaCooperativeLaunchMultiDeviceNoPostSync;
  const bool valid = launches != nullptr && count > 0 && (flags & ~kKnown) == 0 &&
                     belong_together(launches, count);
  if (!valid) return record(cudaErrorInvalidValue);
  cudaError_t error = cudaSuccess;
  if ((flags & cudaCooperativeLaunchMultiDeviceNoPreSync) == 0) error = meet(launches, count);
  for (unsigned index = 0; index < count && error == cudaSuccess; ++index) {
    const cudaLaunchParams &each = launches[index];
    error = launch(each.func, {each.gridDim, each.blockDim, each.sharedMem, true}, each.args,
                   each.stream);
  }
  const bool post = (flags & cudaCooperativeLaunchMultiDeviceNoPostSync) == 0;
  if (post && error == cudaSuccess) error = meet(launches, count);
  return record(error);
}
