// cudaMallocAsync and cudaFreeAsync. Memory is there at once; it is given back when the stream gets
// that far.
#include "device/device.h"
#include "graph/capture.h"
#include "memory/allocation.h"
#include "memory/pool.h"
#include "memory/sharing.h"
#include "stream/event.h"
#include "stream/scheduler.h"
#include "stream/stream.h"

namespace jarip {

namespace {

class MemoryFree final : public Operation {
 public:
  explicit MemoryFree(const Allocation &allocation) : allocation_(allocation) {}

  // Unmapping takes a while, so a thread of the pool does it.
  Start start() override { return publish(1); }
  void run_parts(Seat &, uint64_t, uint64_t) override {
    give_back(allocation_);
    done_ = true;
  }
  ~MemoryFree() override {
    if (!done_) give_back(allocation_);  // the device was in error, nothing is executed on it
  }

 private:
  Allocation allocation_;
  bool done_ = false;
};

// Memory that is on its way back still counts: when there is too little, the device is waited for.
cudaError_t allocate_ordered(void **pointer, size_t bytes, MemoryPool &pool, Stream *stream) {
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  const cudaError_t conflict = check_capture(*stream, false);
  if (conflict != cudaSuccess) return conflict;
  if (is_capturing(*stream)) return capture_allocation(pointer, bytes, *stream);
  const cudaError_t error = allocate_from_pool(pointer, bytes, pool);
  if (error != cudaErrorMemoryAllocation) return error;
  wait_device(*pool.device);
  return allocate_from_pool(pointer, bytes, pool);
}

cudaError_t free_ordered(void *pointer, Stream *stream) {
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  const cudaError_t conflict = check_capture(*stream, false);
  if (conflict != cudaSuccess) return conflict;
  Allocation removed;
  if (is_capturing(*stream)) {
    if (!find_allocation(pointer, &removed)) return cudaErrorInvalidValue;
    capture_freeing(pointer, *stream);
    return cudaSuccess;
  }
  if (find_allocation(pointer, &removed) && (removed.flags & kOwnedByGraph) != 0) {
    return cudaSuccess;
  }
  if (is_imported(pointer)) {
    wait_stream(*stream);
    return unmap_imported(pointer);
  }
  if (!unregister_allocation(pointer, MemoryKind::device, MemoryKind::managed, &removed)) {
    return cudaErrorInvalidValue;
  }
  submit(*new MemoryFree(removed), *stream);
  return cudaSuccess;
}

}  // namespace

}  // namespace jarip

using jarip::record;
using jarip::resolve_stream;

extern "C" cudaError_t cudaMallocAsync(void **pointer, size_t bytes, cudaStream_t stream) {
  JARIP_ENTER();
  if (pointer == nullptr) return record(cudaErrorInvalidValue);
  jarip::MemoryPool &pool = jarip::current_pool(jarip::current_device());
  return record(jarip::allocate_ordered(pointer, bytes, pool, resolve_stream(stream)));
}

extern "C" cudaError_t cudaMallocFromPoolAsync(void **pointer, size_t bytes, cudaMemPool_t handle,
                                               cudaStream_t stream) {
  JARIP_ENTER();
  jarip::MemoryPool *pool = jarip::resolve_pool(handle);
  if (pointer == nullptr || pool == nullptr) return record(cudaErrorInvalidValue);
  return record(jarip::allocate_ordered(pointer, bytes, *pool, resolve_stream(stream)));
}

extern "C" cudaError_t cudaFreeAsync(void *pointer, cudaStream_t stream) {
  JARIP_ENTER();
  if (pointer == nullptr) return cudaSuccess;
  return record(jarip::free_ordered(pointer, resolve_stream(stream)));
}
