// cudaMalloc and what belongs to it.
#include "device/device.h"
#include "memory/allocation.h"
#include "memory/sharing.h"
#include "memory/pitch.h"
#include "stream/event.h"
#include "stream/scheduler.h"

using jarip::MemoryKind;
using jarip::record;

extern "C" cudaError_t cudaMalloc(void **pointer, size_t bytes) {
  JARIP_ENTER();
  if (pointer == nullptr) return record(cudaErrorInvalidValue);
  return record(jarip::allocate(pointer, bytes, MemoryKind::device, jarip::current_device(), 0));
}

extern "C" cudaError_t cudaMallocManaged(void **pointer, size_t bytes, unsigned int flags) {
  JARIP_ENTER();
  if (pointer == nullptr || bytes == 0) return record(cudaErrorInvalidValue);
  if (flags != cudaMemAttachGlobal && flags != cudaMemAttachHost) {
    return record(cudaErrorInvalidValue);
  }
  return record(
      jarip::allocate(pointer, bytes, MemoryKind::managed, jarip::current_device(), flags));
}

// Waits for the device first, as CUDA does: a kernel under way may use the memory.
extern "C" cudaError_t cudaFree(void *pointer) {
  JARIP_ENTER();
  if (pointer == nullptr) return cudaSuccess;
  jarip::wait_device(jarip::current_device());
  const cudaError_t kernels = jarip::after_synchronization();
  if (kernels != cudaSuccess) return record(kernels);
  if (jarip::unmap_imported(pointer) == cudaSuccess) return cudaSuccess;
  return record(jarip::deallocate(pointer, MemoryKind::device, MemoryKind::managed));
}

extern "C" cudaError_t cudaMallocPitch(void **pointer, size_t *pitch, size_t width, size_t height) {
  JARIP_ENTER();
  if (pointer == nullptr || pitch == nullptr) return record(cudaErrorInvalidValue);
  size_t bytes = 0;
  *pitch = jarip::pitch_for(width);
  if (__builtin_mul_overflow(*pitch, height, &bytes)) return record(cudaErrorMemoryAllocation);
  return record(jarip::allocate(pointer, bytes, MemoryKind::device, jarip::current_device(), 0));
}

extern "C" cudaError_t cudaMalloc3D(cudaPitchedPtr *pitched, cudaExtent extent) {
  JARIP_ENTER();
  if (pitched == nullptr) return record(cudaErrorInvalidValue);
  const size_t pitch = jarip::pitch_for(extent.width);
  size_t bytes = 0;
  if (__builtin_mul_overflow(pitch, extent.height, &bytes) ||
      __builtin_mul_overflow(bytes, extent.depth, &bytes)) {
    return record(cudaErrorMemoryAllocation);
  }
  void *memory = nullptr;
  const cudaError_t error =
      jarip::allocate(&memory, bytes, MemoryKind::device, jarip::current_device(), 0);
  if (error == cudaSuccess) *pitched = {memory, pitch, extent.width, extent.height};
  return record(error);
}

extern "C" cudaError_t cudaMemGetInfo(size_t *free_bytes, size_t *total_bytes) {
  JARIP_ENTER();
  if (free_bytes == nullptr || total_bytes == nullptr) return record(cudaErrorInvalidValue);
  const jarip::Device &device = jarip::current_device();
  *total_bytes = device.memory_bytes;
  *free_bytes = device.memory_bytes - device.memory_used.load();
  return cudaSuccess;
}
