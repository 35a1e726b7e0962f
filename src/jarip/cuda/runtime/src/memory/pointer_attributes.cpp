// cudaPointerGetAttributes: what a pointer points to.
#include "device/device.h"
#include "memory/registry.h"

namespace {

using jarip::MemoryKind;

cudaMemoryType type_of(MemoryKind kind) {
  switch (kind) {
    case MemoryKind::device:
    case MemoryKind::variable:
    case MemoryKind::mapped:
    case MemoryKind::imported:
      return cudaMemoryTypeDevice;
    case MemoryKind::managed:
    case MemoryKind::managed_variable:
      return cudaMemoryTypeManaged;
    case MemoryKind::pinned:
    case MemoryKind::registered:
      return cudaMemoryTypeHost;
  }
  return cudaMemoryTypeUnregistered;
}

}  // namespace

// Memory nobody registered is no error since CUDA 11; its device is "none".
extern "C" cudaError_t cudaPointerGetAttributes(cudaPointerAttributes *attributes,
                                                const void *pointer) {
  JARIP_ENTER();
  if (attributes == nullptr) return jarip::record(cudaErrorInvalidValue);
  void *address = const_cast<void *>(pointer);
  jarip::Allocation found;
  if (!jarip::find_allocation(pointer, &found)) {
    *attributes = {cudaMemoryTypeUnregistered, cudaInvalidDeviceId, nullptr, address};
    return cudaSuccess;
  }
  const cudaMemoryType type = type_of(found.kind);
  *attributes = {type, found.device->index, address,
                 type == cudaMemoryTypeDevice ? nullptr : address};
  return cudaSuccess;
}
