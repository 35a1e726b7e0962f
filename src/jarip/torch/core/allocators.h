// The allocator of the face device, and the host allocator that serves from its pool.
#pragma once

#include <c10/core/CachingDeviceAllocator.h>

namespace jarip {

// While one is alive on a thread, host memory that kernels ask for comes out of the device's pool,
// so a result is already where it belongs and temporaries are counted too. Where a vendor's chip is
// the twin, `device` is current instead.
class PoolScope {
 public:
  explicit PoolScope(int device) noexcept;
  ~PoolScope();
  PoolScope(const PoolScope&) = delete;
  PoolScope& operator=(const PoolScope&) = delete;

 private:
  int previous_;
};

// Memory of the twin, out of the pool of `device`.
c10::DataPtr allocate_twin(size_t bytes, int device);
void copy_twin(void* to, const void* from, size_t bytes);

// Who counts the memory: our pools, or the vendor's allocator (raises if it does not).
c10::DeviceAllocator& statistics();

c10::Allocator* face_allocator();   // of the current device
c10::Allocator* pinned_allocator();
bool is_pinned(const void* pointer);
// Host memory of the program's that counts as pinned from now on; false when it did already.
bool register_host_memory(const void* data, size_t bytes);
bool unregister_host_memory(const void* data);  // false: it is not registered

void install_allocators();

}  // namespace jarip
