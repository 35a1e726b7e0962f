// Every range of memory the runtime knows: what it is, where it ends, whose it is.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace jarip {

struct Device;
struct MemoryPool;

enum class MemoryKind : uint8_t {
  device,      // cudaMalloc
  managed,     // cudaMallocManaged
  pinned,      // cudaMallocHost, cudaHostAlloc
  registered,  // cudaHostRegister: the program's own memory
  variable,    // __device__ and __constant__ variables
  managed_variable,
  mapped,    // cuMemMap
  imported,  // from another API or process
};

struct Allocation {
  uintptr_t begin;
  size_t bytes;     // as asked for
  size_t reserved;  // as taken from the device and from the system
  Device *device;
  MemoryKind kind;
  unsigned flags;              // of cudaHostAlloc, cudaHostRegister, cudaMallocManaged
  MemoryPool *pool = nullptr;  // it came from, for stream-ordered memory

  bool contains(uintptr_t address, size_t count) const {
    const uintptr_t offset = address - begin;
    return address >= begin && offset <= bytes && count <= bytes - offset;
  }
};

// Adds a range. False when it overlaps one already known.
bool register_allocation(const Allocation &allocation);

// Finds the range that `address` lies in (the byte behind the end is not in it).
bool find_allocation(const void *address, Allocation *found);

// Removes and returns the range that begins at `address` and is of one of two kinds.
bool unregister_allocation(const void *address, MemoryKind kind, MemoryKind or_kind,
                           Allocation *removed);

// Calls visit(context, allocation) for every range of `device`, under the registry's lock.
void visit_allocations(const Device &device, void (*visit)(void *, const Allocation &),
                       void *context);

}  // namespace jarip
