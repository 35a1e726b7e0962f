// cudaStream*: creating, querying, waiting. (Host functions and events have files of their own.)
#include "graph/capture.h"
#include "stream/event.h"
#include "stream/scheduler.h"
#include "stream/stream.h"

namespace {

using jarip::record;
using jarip::Stream;

// CUDA's numbers: 0 is the default and lowest priority, negative ones come first.
constexpr int kLeastPriority = 0;
constexpr int kGreatestPriority = 1 - static_cast<int>(jarip::kPriorities);

uint32_t pool_priority(int priority) {
  if (priority > kLeastPriority) priority = kLeastPriority;
  if (priority < kGreatestPriority) priority = kGreatestPriority;
  return static_cast<uint32_t>(priority - kGreatestPriority);
}

cudaError_t create(cudaStream_t *handle, unsigned flags, int priority) {
  if (handle == nullptr || (flags & ~unsigned{cudaStreamNonBlocking}) != 0) {
    return cudaErrorInvalidValue;
  }
  Stream *stream = jarip::create_stream(jarip::current_device(), flags, pool_priority(priority));
  *handle = reinterpret_cast<cudaStream_t>(stream);
  return cudaSuccess;
}

bool is_default(cudaStream_t handle) {
  return handle == nullptr || handle == cudaStreamLegacy || handle == cudaStreamPerThread;
}

}  // namespace

extern "C" cudaError_t cudaStreamCreate(cudaStream_t *stream) {
  JARIP_ENTER();
  return record(create(stream, cudaStreamDefault, kLeastPriority));
}

extern "C" cudaError_t cudaStreamCreateWithFlags(cudaStream_t *stream, unsigned int flags) {
  JARIP_ENTER();
  return record(create(stream, flags, kLeastPriority));
}

extern "C" cudaError_t cudaStreamCreateWithPriority(cudaStream_t *stream, unsigned int flags,
                                                    int priority) {
  JARIP_ENTER();
  return record(create(stream, flags, priority));
}

extern "C" cudaError_t cudaDeviceGetStreamPriorityRange(int *least, int *greatest) {
  JARIP_ENTER();
  if (least != nullptr) *least = kLeastPriority;
  if (greatest != nullptr) *greatest = kGreatestPriority;
  return cudaSuccess;
}

extern "C" cudaError_t cudaStreamDestroy(cudaStream_t handle) {
  JARIP_ENTER();
  Stream *stream = is_default(handle) ? nullptr : jarip::resolve_stream(handle);
  if (stream == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (jarip::is_capturing(*stream)) jarip::invalidate_capture(*stream);
  jarip::retire_stream(*stream);
  return cudaSuccess;
}

extern "C" cudaError_t cudaStreamSynchronize(cudaStream_t handle) {
  JARIP_ENTER();
  Stream *stream = jarip::resolve_stream(handle);
  if (stream == nullptr) return record(cudaErrorInvalidResourceHandle);
  const cudaError_t conflict = jarip::check_capture(*stream, true);
  if (conflict != cudaSuccess) return record(conflict);
  jarip::wait_stream(*stream);
  return record(jarip::after_synchronization());
}

extern "C" cudaError_t cudaStreamQuery(cudaStream_t handle) {
  JARIP_ENTER();
  Stream *stream = jarip::resolve_stream(handle);
  if (stream == nullptr) return record(cudaErrorInvalidResourceHandle);
  const cudaError_t conflict = jarip::check_capture(*stream, true);
  if (conflict != cudaSuccess) return record(conflict);
  if (!jarip::stream_complete(*stream)) return record(cudaErrorNotReady);
  return record(jarip::after_synchronization());
}

extern "C" cudaError_t cudaStreamGetFlags(cudaStream_t handle, unsigned int *flags) {
  JARIP_ENTER();
  Stream *stream = jarip::resolve_stream(handle);
  if (stream == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (flags == nullptr) return record(cudaErrorInvalidValue);
  *flags = stream->flags;
  return cudaSuccess;
}

extern "C" cudaError_t cudaStreamGetPriority(cudaStream_t handle, int *priority) {
  JARIP_ENTER();
  Stream *stream = jarip::resolve_stream(handle);
  if (stream == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (priority == nullptr) return record(cudaErrorInvalidValue);
  *priority = static_cast<int>(stream->priority) + kGreatestPriority;
  return cudaSuccess;
}

extern "C" cudaError_t cudaStreamGetId(cudaStream_t handle, unsigned long long *id) {
  JARIP_ENTER();
  Stream *stream = jarip::resolve_stream(handle);
  if (stream == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (id == nullptr) return record(cudaErrorInvalidValue);
  *id = stream->id;
  return cudaSuccess;
}

extern "C" cudaError_t cudaStreamGetDevice(cudaStream_t handle, int *device) {
  JARIP_ENTER();
  Stream *stream = jarip::resolve_stream(handle);
  if (stream == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (device == nullptr) return record(cudaErrorInvalidValue);
  *device = stream->device->index;
  return cudaSuccess;
}

extern "C" cudaError_t cudaDeviceSynchronize(void) {
  JARIP_ENTER();
  const cudaError_t conflict = jarip::check_capture_of_device();
  if (conflict != cudaSuccess) return record(conflict);
  jarip::wait_device(jarip::current_device());
  return record(jarip::after_synchronization());
}
