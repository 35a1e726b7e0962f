#include "memory/virtual_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <map>

#include "base/immortal.h"
#include "base/lock.h"
#include "memory/allocation.h"
#include "memory/registry.h"
#include "memory/shared_memory.h"

namespace jarip {

namespace {

constexpr uint32_t kMagic = 0x4a504859;  // "JPHY"

struct Mapping {
  size_t bytes;
  PhysicalMemory *memory;
  CUmemAccess_flags access;
};

using Mappings = std::map<uintptr_t, Mapping>;

Lock lock;
Immortal<std::map<uintptr_t, size_t>> reservations;
Immortal<Mappings> mappings;
Immortal<std::map<uintptr_t, size_t>> registered;  // runs of accessible mappings

bool whole(uint64_t value) { return value != 0 && value % kMappingBytes == 0; }

int protection(CUmemAccess_flags access) {
  if (access == CU_MEM_ACCESS_FLAGS_PROT_READWRITE) return PROT_READ | PROT_WRITE;
  return access == CU_MEM_ACCESS_FLAGS_PROT_READ ? PROT_READ : PROT_NONE;
}

// The reservation that holds the range, or end().
std::map<uintptr_t, size_t>::iterator reservation_of(uintptr_t begin, size_t bytes) {
  auto above = reservations.value.upper_bound(begin);
  if (above == reservations.value.begin()) return reservations.value.end();
  --above;
  const bool inside = begin - above->first <= above->second &&
                      bytes <= above->second - (begin - above->first);
  return inside ? above : reservations.value.end();
}

// Whether mappings fill the range from its first byte to its last.
bool covered(uintptr_t begin, size_t bytes) {
  const uintptr_t end = begin + bytes;
  auto mapping = mappings.value.find(begin);
  while (begin < end && mapping != mappings.value.end() && mapping->first == begin) {
    begin += mapping->second.bytes;
    ++mapping;
  }
  return begin == end;
}

bool overlaps_mapping(uintptr_t begin, size_t bytes) {
  auto next = mappings.value.lower_bound(begin);
  if (next != mappings.value.end() && next->first < begin + bytes) return true;
  if (next == mappings.value.begin()) return false;
  --next;
  return next->first + next->second.bytes > begin;
}

void unregister_runs(uintptr_t begin, size_t bytes) {
  auto run = registered.value.lower_bound(begin);
  while (run != registered.value.end() && run->first < begin + bytes) {
    Allocation removed;
    unregister_allocation(reinterpret_cast<void *>(run->first), MemoryKind::mapped,
                          MemoryKind::mapped, &removed);
    run = registered.value.erase(run);
  }
}

// Makes each run of accessible mappings in a reservation one piece of memory for all other calls.
void register_runs(uintptr_t begin, size_t bytes) {
  unregister_runs(begin, bytes);
  auto mapping = mappings.value.lower_bound(begin);
  while (mapping != mappings.value.end() && mapping->first < begin + bytes) {
    const uintptr_t start = mapping->first;
    Device *device = mapping->second.memory->device;
    uintptr_t end = start;
    while (mapping != mappings.value.end() && mapping->first == end &&
           mapping->second.access != CU_MEM_ACCESS_FLAGS_PROT_NONE) {
      end += mapping->second.bytes;
      ++mapping;
    }
    if (end == start) {
      ++mapping;
      continue;
    }
    register_allocation({start, end - start, 0, device, MemoryKind::mapped, 0});
    registered.value[start] = end - start;
  }
}

void drop_locked(PhysicalMemory &memory) {
  if (--memory.references > 0) return;
  memory.magic = 0;
  close(memory.descriptor);
  discharge(*memory.device, memory.bytes);
}

PhysicalMemory *make_physical(int descriptor, size_t bytes, const CUmemAllocationProp &properties) {
  auto *memory = new PhysicalMemory();
  Device &device = device_at(properties.location.id);
  *memory = {kMagic, descriptor, bytes, &device, properties, 1};
  return memory;
}

}  // namespace

PhysicalMemory *resolve_physical(CUmemGenericAllocationHandle handle) {
  auto *memory = reinterpret_cast<PhysicalMemory *>(handle);
  const bool aligned = handle % alignof(PhysicalMemory) == 0;
  return memory != nullptr && aligned && memory->magic == kMagic ? memory : nullptr;
}

cudaError_t reserve_range(uintptr_t *begin, size_t bytes, size_t alignment, uintptr_t wanted) {
  if (alignment < kMappingBytes) alignment = kMappingBytes;
  if (!whole(bytes) || (alignment & (alignment - 1)) != 0) return cudaErrorInvalidValue;
  const size_t span = bytes + alignment;
  void *hint = reinterpret_cast<void *>(wanted);
  void *raw = mmap(hint, span, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (raw == MAP_FAILED) return cudaErrorMemoryAllocation;
  const auto first = reinterpret_cast<uintptr_t>(raw);
  *begin = (first + alignment - 1) / alignment * alignment;
  if (*begin > first) munmap(raw, *begin - first);
  const uintptr_t end = *begin + bytes;
  if (first + span > end) munmap(reinterpret_cast<void *>(end), first + span - end);
  Guard guard(lock);
  reservations.value[*begin] = bytes;
  return cudaSuccess;
}

cudaError_t release_range(uintptr_t begin, size_t bytes) {
  Guard guard(lock);
  const auto found = reservations.value.find(begin);
  if (found == reservations.value.end() || found->second != bytes) return cudaErrorInvalidValue;
  if (overlaps_mapping(begin, bytes)) return cudaErrorInvalidValue;
  reservations.value.erase(found);
  munmap(reinterpret_cast<void *>(begin), bytes);
  return cudaSuccess;
}

cudaError_t create_physical(size_t bytes, const CUmemAllocationProp &properties,
                            PhysicalMemory **memory) {
  if (!whole(bytes)) return cudaErrorInvalidValue;
  Device &device = device_at(properties.location.id);
  if (!charge(device, bytes)) return cudaErrorMemoryAllocation;
  const int descriptor = create_shared_memory("jarip-device-memory", bytes);
  if (descriptor < 0) {
    discharge(device, bytes);
    return cudaErrorMemoryAllocation;
  }
  *memory = make_physical(descriptor, bytes, properties);
  return cudaSuccess;
}

cudaError_t import_physical(int descriptor, PhysicalMemory **memory) {
  const size_t bytes = shared_memory_bytes(descriptor);
  const int own = whole(bytes) ? fcntl(descriptor, F_DUPFD_CLOEXEC, 0) : -1;
  if (own < 0) return cudaErrorInvalidValue;
  CUmemAllocationProp properties{};
  properties.type = CU_MEM_ALLOCATION_TYPE_PINNED;
  properties.requestedHandleTypes = CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR;
  properties.location = {CU_MEM_LOCATION_TYPE_DEVICE, current_device().index};
  if (!charge(current_device(), bytes)) {
    close(own);
    return cudaErrorMemoryAllocation;
  }
  *memory = make_physical(own, bytes, properties);
  return cudaSuccess;
}

void keep_physical(PhysicalMemory &memory) {
  Guard guard(lock);
  ++memory.references;
}

void drop_physical(PhysicalMemory &memory) {
  Guard guard(lock);
  drop_locked(memory);
}

cudaError_t map_physical(uintptr_t begin, size_t bytes, PhysicalMemory &memory) {
  if (!whole(begin) || bytes != memory.bytes) return cudaErrorInvalidValue;
  Guard guard(lock);
  const bool reserved = reservation_of(begin, bytes) != reservations.value.end();
  if (!reserved || overlaps_mapping(begin, bytes)) return cudaErrorInvalidValue;
  void *mapped = mmap(reinterpret_cast<void *>(begin), bytes, PROT_NONE, MAP_SHARED | MAP_FIXED,
                      memory.descriptor, 0);
  if (mapped == MAP_FAILED) return cudaErrorMapBufferObjectFailed;
  ++memory.references;
  mappings.value[begin] = {bytes, &memory, CU_MEM_ACCESS_FLAGS_PROT_NONE};
  return cudaSuccess;
}

cudaError_t unmap_range(uintptr_t begin, size_t bytes) {
  Guard guard(lock);
  const auto reservation = reservation_of(begin, bytes);
  if (reservation == reservations.value.end() || !covered(begin, bytes)) {
    return cudaErrorInvalidValue;
  }
  mmap(reinterpret_cast<void *>(begin), bytes, PROT_NONE,
       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  auto mapping = mappings.value.find(begin);
  while (mapping != mappings.value.end() && mapping->first < begin + bytes) {
    drop_locked(*mapping->second.memory);
    mapping = mappings.value.erase(mapping);
  }
  register_runs(reservation->first, reservation->second);
  return cudaSuccess;
}

cudaError_t set_range_access(uintptr_t begin, size_t bytes, CUmemAccess_flags access) {
  Guard guard(lock);
  const auto reservation = reservation_of(begin, bytes);
  if (reservation == reservations.value.end() || !covered(begin, bytes)) {
    return cudaErrorInvalidValue;
  }
  if (mprotect(reinterpret_cast<void *>(begin), bytes, protection(access)) != 0) {
    return cudaErrorInvalidValue;
  }
  auto mapping = mappings.value.find(begin);
  for (; mapping != mappings.value.end() && mapping->first < begin + bytes; ++mapping) {
    mapping->second.access = access;
  }
  register_runs(reservation->first, reservation->second);
  return cudaSuccess;
}

PhysicalMemory *physical_at(uintptr_t address, CUmemAccess_flags *access) {
  Guard guard(lock);
  auto above = mappings.value.upper_bound(address);
  if (above == mappings.value.begin()) return nullptr;
  --above;
  if (address - above->first >= above->second.bytes) return nullptr;
  *access = above->second.access;
  ++above->second.memory->references;
  return above->second.memory;
}

}  // namespace jarip
