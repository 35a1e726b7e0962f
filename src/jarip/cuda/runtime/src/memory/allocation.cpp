#include "memory/allocation.h"

#include <atomic>

#include "base/array.h"
#include "device/device.h"
#include "memory/advice.h"
#include "memory/backing.h"
#include "memory/pool.h"
#include "memory/sharing.h"

namespace jarip {

namespace {

Writer writer_of(MemoryKind kind) {
  return kind == MemoryKind::device ? Writer::device : Writer::host;
}

bool counts(MemoryKind kind) { return kind != MemoryKind::pinned; }

std::atomic<void (*)()> awaiting{nullptr};

void call_awaiting() {
  if (awaiting.load(std::memory_order_relaxed) == nullptr) return;
  void (*call)() = awaiting.exchange(nullptr);
  if (call != nullptr) call();
}

// Whether allocate() makes such memory.
bool given_out(MemoryKind kind) {
  return kind == MemoryKind::device || kind == MemoryKind::managed || kind == MemoryKind::pinned;
}

}  // namespace

bool charge(Device &device, size_t bytes) {
  uint64_t used = device.memory_used.load();
  do {
    if (bytes > device.memory_bytes - used) return false;
  } while (!device.memory_used.compare_exchange_weak(used, used + bytes));
  return true;
}

void discharge(Device &device, size_t bytes) { device.memory_used.fetch_sub(bytes); }

void give_back(const Allocation &allocation) {
  if (allocation.kind == MemoryKind::device) forget_shared(allocation);
  if (allocation.kind == MemoryKind::managed) forget_advice(allocation.begin);
  if (allocation.pool != nullptr) return_to_pool(*allocation.pool, allocation.bytes);
  give_back_backing(reinterpret_cast<void *>(allocation.begin), allocation.bytes,
                    writer_of(allocation.kind));
  if (counts(allocation.kind)) allocation.device->memory_used.fetch_sub(allocation.reserved);
}

void on_next_allocation(void (*call)()) { awaiting.store(call); }

cudaError_t allocate(void **pointer, size_t bytes, MemoryKind kind, Device &device, unsigned flags,
                     MemoryPool *pool) {
  *pointer = nullptr;
  if (bytes == 0) return cudaSuccess;
  if (bytes > UINT64_MAX / 4) return cudaErrorMemoryAllocation;
  call_awaiting();
  const size_t reserved = backing_size(bytes);
  if (counts(kind) && !charge(device, reserved)) return cudaErrorMemoryAllocation;
  void *memory = take_backing(bytes, writer_of(kind));
  if (memory == nullptr) {
    if (counts(kind)) device.memory_used.fetch_sub(reserved);
    return cudaErrorMemoryAllocation;
  }
  register_allocation(
      {reinterpret_cast<uintptr_t>(memory), bytes, reserved, &device, kind, flags, pool});
  *pointer = memory;
  return cudaSuccess;
}

void release_owned(void *pointer) {
  Allocation removed;
  if (unregister_allocation(pointer, MemoryKind::device, MemoryKind::device, &removed)) {
    give_back(removed);
  }
}

cudaError_t deallocate(void *pointer, MemoryKind kind, MemoryKind or_kind) {
  Allocation removed;
  if (find_allocation(pointer, &removed) && (removed.flags & kOwnedByGraph) != 0) {
    return cudaSuccess;
  }
  if (!unregister_allocation(pointer, kind, or_kind, &removed)) return cudaErrorInvalidValue;
  give_back(removed);
  return cudaSuccess;
}

void deallocate_everything(Device &device) {
  Array<Allocation> held;
  visit_allocations(
      device,
      [](void *context, const Allocation &allocation) {
        if (!given_out(allocation.kind)) return;
        static_cast<Array<Allocation> *>(context)->push(allocation);
      },
      &held);
  for (const Allocation &allocation : held) {
    deallocate(reinterpret_cast<void *>(allocation.begin), allocation.kind, allocation.kind);
  }
}

}  // namespace jarip
