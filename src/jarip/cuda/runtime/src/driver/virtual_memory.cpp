// cuMemAddressReserve, cuMemCreate, cuMemMap and their relatives.
#include "memory/virtual_memory.h"

#include <fcntl.h>
#include <unistd.h>

#include "driver/call.h"
#include "stream/scheduler.h"

using jarip::in_context;
using jarip::PhysicalMemory;

namespace {

bool is_device(const CUmemLocation &location) {
  return location.type == CU_MEM_LOCATION_TYPE_DEVICE && location.id >= 0 &&
         location.id < jarip::device_count();
}

bool valid(const CUmemAllocationProp *properties) {
  return properties != nullptr && properties->type == CU_MEM_ALLOCATION_TYPE_PINNED &&
         is_device(properties->location);
}

CUmemGenericAllocationHandle handle_of(PhysicalMemory *memory) {
  return reinterpret_cast<CUmemGenericAllocationHandle>(memory);
}

}  // namespace

extern "C" CUresult cuMemAddressReserve(CUdeviceptr *pointer, size_t bytes, size_t alignment,
                                        CUdeviceptr wanted, unsigned long long flags) {
  return in_context([&] {
    if (pointer == nullptr || flags != 0) return cudaErrorInvalidValue;
    uintptr_t begin = 0;
    const cudaError_t error = jarip::reserve_range(&begin, bytes, alignment, wanted);
    if (error == cudaSuccess) *pointer = begin;
    return error;
  });
}

extern "C" CUresult cuMemAddressFree(CUdeviceptr pointer, size_t bytes) {
  return in_context([&] { return jarip::release_range(pointer, bytes); });
}

extern "C" CUresult cuMemCreate(CUmemGenericAllocationHandle *handle, size_t bytes,
                                const CUmemAllocationProp *properties, unsigned long long flags) {
  return in_context([&] {
    if (handle == nullptr || flags != 0 || !valid(properties)) return cudaErrorInvalidValue;
    PhysicalMemory *memory = nullptr;
    const cudaError_t error = jarip::create_physical(bytes, *properties, &memory);
    if (error == cudaSuccess) *handle = handle_of(memory);
    return error;
  });
}

extern "C" CUresult cuMemRelease(CUmemGenericAllocationHandle handle) {
  return in_context([&] {
    PhysicalMemory *memory = jarip::resolve_physical(handle);
    if (memory == nullptr) return CUDA_ERROR_INVALID_VALUE;
    jarip::drop_physical(*memory);
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuMemMap(CUdeviceptr pointer, size_t bytes, size_t offset,
                             CUmemGenericAllocationHandle handle, unsigned long long flags) {
  return in_context([&] {
    PhysicalMemory *memory = jarip::resolve_physical(handle);
    if (memory == nullptr || offset != 0 || flags != 0) return cudaErrorInvalidValue;
    return jarip::map_physical(pointer, bytes, *memory);
  });
}

// Kernels that are under way may still use the memory.
extern "C" CUresult cuMemUnmap(CUdeviceptr pointer, size_t bytes) {
  return in_context([&] {
    jarip::wait_device(jarip::current_device());
    return jarip::unmap_range(pointer, bytes);
  });
}

// All devices share the host's memory, so one protection serves for all that are named.
extern "C" CUresult cuMemSetAccess(CUdeviceptr pointer, size_t bytes, const CUmemAccessDesc *access,
                                   size_t count) {
  return in_context([&] {
    if (access == nullptr || count == 0) return cudaErrorInvalidValue;
    CUmemAccess_flags most = CU_MEM_ACCESS_FLAGS_PROT_NONE;
    for (size_t index = 0; index < count; ++index) {
      const CUmemLocation &where = access[index].location;
      if (!is_device(where) && where.type == CU_MEM_LOCATION_TYPE_DEVICE) {
        return cudaErrorInvalidDevice;
      }
      if (access[index].flags > most) most = access[index].flags;
    }
    return jarip::set_range_access(pointer, bytes, most);
  });
}

extern "C" CUresult cuMemGetAccess(unsigned long long *flags, const CUmemLocation *location,
                                   CUdeviceptr pointer) {
  return in_context([&] {
    if (flags == nullptr || location == nullptr) return CUDA_ERROR_INVALID_VALUE;
    CUmemAccess_flags access = CU_MEM_ACCESS_FLAGS_PROT_NONE;
    PhysicalMemory *memory = jarip::physical_at(pointer, &access);
    if (memory == nullptr) return CUDA_ERROR_INVALID_VALUE;
    jarip::drop_physical(*memory);
    *flags = access;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuMemExportToShareableHandle(void *shareable,
                                                 CUmemGenericAllocationHandle handle,
                                                 CUmemAllocationHandleType type,
                                                 unsigned long long flags) {
  return in_context([&] {
    const PhysicalMemory *memory = jarip::resolve_physical(handle);
    if (shareable == nullptr || memory == nullptr || flags != 0) return CUDA_ERROR_INVALID_VALUE;
    if (type != CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR) return CUDA_ERROR_NOT_SUPPORTED;
    if ((memory->properties.requestedHandleTypes & type) == 0) return CUDA_ERROR_INVALID_VALUE;
    const int descriptor = fcntl(memory->descriptor, F_DUPFD_CLOEXEC, 0);
    if (descriptor < 0) return CUDA_ERROR_OPERATING_SYSTEM;
    *static_cast<int *>(shareable) = descriptor;
    return CUDA_SUCCESS;
  });
}

// A POSIX descriptor is passed by value in the pointer's place.
extern "C" CUresult cuMemImportFromShareableHandle(CUmemGenericAllocationHandle *handle,
                                                   void *shareable,
                                                   CUmemAllocationHandleType type) {
  return in_context([&] {
    if (handle == nullptr) return cudaErrorInvalidValue;
    if (type != CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR) return cudaErrorNotSupported;
    PhysicalMemory *memory = nullptr;
    const auto descriptor = static_cast<int>(reinterpret_cast<intptr_t>(shareable));
    const cudaError_t error = jarip::import_physical(descriptor, &memory);
    if (error == cudaSuccess) *handle = handle_of(memory);
    return error;
  });
}

extern "C" CUresult cuMemGetAllocationGranularity(size_t *granularity,
                                                  const CUmemAllocationProp *properties,
                                                  CUmemAllocationGranularity_flags) {
  return in_context([&] {
    if (granularity == nullptr || !valid(properties)) return CUDA_ERROR_INVALID_VALUE;
    *granularity = jarip::kMappingBytes;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuMemGetAllocationPropertiesFromHandle(CUmemAllocationProp *properties,
                                                           CUmemGenericAllocationHandle handle) {
  return in_context([&] {
    const PhysicalMemory *memory = jarip::resolve_physical(handle);
    if (properties == nullptr || memory == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *properties = memory->properties;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuMemRetainAllocationHandle(CUmemGenericAllocationHandle *handle,
                                                void *pointer) {
  return in_context([&] {
    CUmemAccess_flags access;
    PhysicalMemory *memory =
        jarip::physical_at(reinterpret_cast<uintptr_t>(pointer), &access);
    if (handle == nullptr || memory == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *handle = handle_of(memory);
    return CUDA_SUCCESS;
  });
}
