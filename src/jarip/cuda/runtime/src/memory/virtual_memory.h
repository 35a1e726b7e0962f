// Addresses and memory apart from each other: ranges are reserved, memory is created, and the one
// is mapped to the other. Memory is a file descriptor that other processes can be given.
#pragma once

#include "api.h"
#include "device/device.h"

namespace jarip {

// What all sizes, addresses and offsets are multiples of.
constexpr size_t kMappingBytes = 2u << 20;

struct PhysicalMemory {
  uint32_t magic;
  int descriptor;
  size_t bytes;
  Device *device;
  CUmemAllocationProp properties;
  unsigned references;  // handles and mappings; under the lock
};

// What a handle names; nullptr for one that is not valid.
PhysicalMemory *resolve_physical(CUmemGenericAllocationHandle handle);

// All give cudaErrorInvalidValue for what is no multiple, overlaps, or is not there.

cudaError_t reserve_range(uintptr_t *begin, size_t bytes, size_t alignment, uintptr_t wanted);
cudaError_t release_range(uintptr_t begin, size_t bytes);

// cudaErrorMemoryAllocation when the device or the system have no more.
cudaError_t create_physical(size_t bytes, const CUmemAllocationProp &properties,
                            PhysicalMemory **memory);

// Memory of which another process gave this one a descriptor, which is duplicated.
cudaError_t import_physical(int descriptor, PhysicalMemory **memory);

void keep_physical(PhysicalMemory &memory);
void drop_physical(PhysicalMemory &memory);

cudaError_t map_physical(uintptr_t begin, size_t bytes, PhysicalMemory &memory);

// Whole mappings only.
cudaError_t unmap_range(uintptr_t begin, size_t bytes);
cudaError_t set_range_access(uintptr_t begin, size_t bytes, CUmemAccess_flags access);

// What is mapped at an address, with a reference for the caller, or nullptr.
PhysicalMemory *physical_at(uintptr_t address, CUmemAccess_flags *access);

}  // namespace jarip
