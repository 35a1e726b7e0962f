// Memory shared with other processes: ours given to them, theirs mapped here.
#pragma once

#include "api.h"
#include "memory/registry.h"

namespace jarip {

// How another process finds memory of this one: what handles of 64 bytes hold.
struct SharedPlace {
  uint32_t magic;
  int32_t process;
  int32_t descriptor;  // of that process
  int32_t device;
  uint64_t offset;  // bytes from the descriptor's start
  uint64_t bytes;
};

// Makes the memory around a device pointer one that other processes can map: its pages are replaced
// in place by those of a descriptor with the same contents. Waits for the device first; the host
// never writes there. cudaErrorInvalidValue for what is no memory of cudaMalloc or of a pool.
cudaError_t share_memory(void *pointer, SharedPlace *place);

// To be called when an allocation is given back.
void forget_shared(const Allocation &allocation);

// Maps memory of another process. cudaErrorInvalidValue for what is none,
// cudaErrorMapBufferObjectFailed when the other process is gone or another user's.
cudaError_t map_shared(const SharedPlace &place, void **pointer);

// Maps a piece of a descriptor, which stays the caller's.
cudaError_t map_descriptor(int descriptor, uint64_t offset, uint64_t bytes, int device,
                           void **pointer);

bool is_imported(void *pointer);

// cudaErrorInvalidValue for what neither of these two has mapped.
cudaError_t unmap_imported(void *pointer);

}  // namespace jarip
