// Pinned host memory: cudaMallocHost, cudaHostAlloc, cudaHostRegister and what belongs to them.
// Devices here share the host's memory, so a pinned pointer is its own device pointer.
#include "device/device.h"
#include "memory/allocation.h"
#include "stream/event.h"
#include "stream/scheduler.h"

namespace {

using jarip::Allocation;
using jarip::MemoryKind;
using jarip::record;

constexpr unsigned kHostAllocFlags =
    cudaHostAllocPortable | cudaHostAllocMapped | cudaHostAllocWriteCombined;
constexpr unsigned kHostRegisterFlags = cudaHostRegisterPortable | cudaHostRegisterMapped |
                                        cudaHostRegisterIoMemory | cudaHostRegisterReadOnly;

cudaError_t allocate_host(void **pointer, size_t bytes, unsigned flags) {
  if (pointer == nullptr || (flags & ~kHostAllocFlags) != 0) return cudaErrorInvalidValue;
  return jarip::allocate(pointer, bytes, MemoryKind::pinned, jarip::current_device(), flags);
}

bool find_host(const void *pointer, Allocation *found) {
  return jarip::find_allocation(pointer, found) &&
         (found->kind == MemoryKind::pinned || found->kind == MemoryKind::registered);
}

}  // namespace

extern "C" cudaError_t cudaMallocHost(void **pointer, size_t bytes) {
  JARIP_ENTER();
  return record(allocate_host(pointer, bytes, cudaHostAllocDefault));
}

extern "C" cudaError_t cudaHostAlloc(void **pointer, size_t bytes, unsigned int flags) {
  JARIP_ENTER();
  return record(allocate_host(pointer, bytes, flags));
}

extern "C" cudaError_t cudaFreeHost(void *pointer) {
  JARIP_ENTER();
  if (pointer == nullptr) return cudaSuccess;
  jarip::wait_device(jarip::current_device());
  const cudaError_t kernels = jarip::after_synchronization();
  if (kernels != cudaSuccess) return record(kernels);
  return record(jarip::deallocate(pointer, MemoryKind::pinned, MemoryKind::pinned));
}

extern "C" cudaError_t cudaHostRegister(void *pointer, size_t bytes, unsigned int flags) {
  JARIP_ENTER();
  if (pointer == nullptr || bytes == 0 || (flags & ~kHostRegisterFlags) != 0) {
    return record(cudaErrorInvalidValue);
  }
  const bool added =
      jarip::register_allocation({reinterpret_cast<uintptr_t>(pointer), bytes, 0,
                                  &jarip::current_device(), MemoryKind::registered, flags});
  return record(added ? cudaSuccess : cudaErrorHostMemoryAlreadyRegistered);
}

extern "C" cudaError_t cudaHostUnregister(void *pointer) {
  JARIP_ENTER();
  if (pointer == nullptr) return record(cudaErrorInvalidValue);
  Allocation removed;
  const bool found = jarip::unregister_allocation(pointer, MemoryKind::registered,
                                                  MemoryKind::registered, &removed);
  return record(found ? cudaSuccess : cudaErrorHostMemoryNotRegistered);
}

extern "C" cudaError_t cudaHostGetDevicePointer(void **device_pointer, void *host_pointer,
                                                unsigned int flags) {
  JARIP_ENTER();
  Allocation found;
  if (device_pointer == nullptr || flags != 0 || !find_host(host_pointer, &found)) {
    return record(cudaErrorInvalidValue);
  }
  *device_pointer = host_pointer;
  return cudaSuccess;
}

extern "C" cudaError_t cudaHostGetFlags(unsigned int *flags, void *pointer) {
  JARIP_ENTER();
  Allocation found;
  if (flags == nullptr || !find_host(pointer, &found)) return record(cudaErrorInvalidValue);
  *flags = found.flags;
  return cudaSuccess;
}
