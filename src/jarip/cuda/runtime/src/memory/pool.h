// Memory pools of the stream-ordered allocator: cudaMemPool_t points to one of these. A pool keeps
// count; the memory itself comes from where cudaMalloc takes it.
#pragma once

#include "api.h"
#include "base/lock.h"
#include "memory/registry.h"

namespace jarip {

struct MemoryPool {
  uint32_t magic;
  Device *device;
  size_t most_bytes;  // 0: as much as the device has
  Lock lock;          // guards the numbers
  uint64_t used;
  uint64_t used_high;
  uint64_t release_threshold;
  int reuse[3];  // the three reuse policies: accepted, reuse is immediate anyway
};

// The pool a handle names; nullptr for one that is not valid.
MemoryPool *resolve_pool(cudaMemPool_t handle);

// The pool that comes with a device.
MemoryPool &default_pool(Device &device);

// The pool cudaMallocAsync takes from.
MemoryPool &current_pool(Device &device);

// Memory of a pool. cudaErrorMemoryAllocation when pool or device are used up.
cudaError_t allocate_from_pool(void **pointer, size_t bytes, MemoryPool &pool);

// Takes `bytes` off the pool's count.
void return_to_pool(MemoryPool &pool, size_t bytes);

}  // namespace jarip
