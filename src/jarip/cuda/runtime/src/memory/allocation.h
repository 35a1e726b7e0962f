// Giving out and taking back memory of a device or pinned memory of the host.
#pragma once

#include "api.h"
#include "memory/registry.h"

namespace jarip {

// Takes bytes from the device's budget, or nothing when they are more than is left; and back.
bool charge(Device &device, size_t bytes);
void discharge(Device &device, size_t bytes);

// Calls the function when memory is next allocated, once: a program then means to use the device.
void on_next_allocation(void (*call)());

// Memory of the kinds device, managed and pinned. Zero bytes give a null pointer.
// cudaErrorMemoryAllocation when the device's memory, or the system's, is used up.
cudaError_t allocate(void **pointer, size_t bytes, MemoryKind kind, Device &device, unsigned flags,
                     MemoryPool *pool = nullptr);

// cudaErrorInvalidValue unless `pointer` was given by allocate() for one of the two kinds and is
// still held. Does not wait for kernels.
cudaError_t deallocate(void *pointer, MemoryKind kind, MemoryKind or_kind);

// The second half of deallocate(): for memory no longer registered.
void give_back(const Allocation &allocation);

// A flag of allocations that a graph owns: deallocate() leaves them to it.
constexpr unsigned kOwnedByGraph = 1u << 31;

// Takes back memory of a graph.
void release_owned(void *pointer);

// Everything `device` holds, for cudaDeviceReset.
void deallocate_everything(Device &device);

}  // namespace jarip
