#include "allocators.h"

#include <c10/core/CPUAllocator.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/impl/alloc_cpu.h>

#include <cstring>
#include <map>
#include <mutex>

#include "devices.h"
#include "memory_pool.h"
#include "storage.h"
#include "streams.h"
#include "target.h"
#include "vendor.h"

namespace jarip {
namespace {

constexpr int kNoPool = -1;
constinit thread_local int t_pool = kNoPool;

void report_memory(void* data, int64_t bytes, int device) {
  if (!c10::memoryProfilingEnabled()) [[likely]] return;
  auto stats = pool(device).stats();
  c10::reportMemoryUsageToProfiler(data, bytes, stats.allocated_bytes[0].current,
                                   stats.reserved_bytes[0].current, face_device(device));
}

void free_block(void* data) {
  Block* block = Block::of(data);
  report_memory(block->data(), -static_cast<int64_t>(block->counted_bytes), block->device);
  pool(block->device).give_back(block);
}

// Stands before PyTorch's host allocator; outside a PoolScope it only passes on.
class ScopedHostAllocator final : public c10::Allocator {
 public:
  explicit ScopedHostAllocator(c10::Allocator* host) : host_(host) { host_free = host->raw_deleter(); }
  c10::DataPtr allocate(size_t bytes) override {
    if (t_pool == kNoPool) [[likely]] return host_->allocate(bytes);
    return allocate_twin(bytes, t_pool);
  }
  c10::DeleterFnPtr raw_deleter() const override { return &free_of_either_origin; }
  bool is_simple_data_ptr(const c10::DataPtr& data) const override {
    return data.get() == data.get_context();
  }
  void copy_data(void* to, const void* from, size_t bytes) const override {
    default_copy_data(to, from, bytes);
  }

 private:
  static void free_of_either_origin(void* data) {
    if (is_pooled(data)) free_block(data);
    else host_free(data);
  }
  static inline c10::DeleterFnPtr host_free = nullptr;
  c10::Allocator* host_;
};

class FaceAllocator final : public c10::DeviceAllocator {
 public:
  c10::DataPtr allocate(size_t bytes) override {
    return face_data(make_twin_storage(bytes, current_device()), current_device());
  }
  c10::DeleterFnPtr raw_deleter() const override { return nullptr; }
  void copy_data(void* to, const void* from, size_t bytes) const override {
    copy_twin(to, from, bytes);
  }
  bool initialized() override { return true; }
  void emptyCache(c10::MempoolId_t) override {
    for (int index = 0; index < device_count(); index++) pool(index).release_unused();
  }
  void recordStream(const c10::DataPtr&, c10::Stream) override {}
  DeviceStats getDeviceStats(c10::DeviceIndex index) override { return pool(index).stats(); }
  void resetAccumulatedStats(c10::DeviceIndex index) override { pool(index).reset_accumulated(); }
  void resetPeakStats(c10::DeviceIndex index) override { pool(index).reset_peaks(); }
  std::pair<size_t, size_t> getMemoryInfo(c10::DeviceIndex index) override {
    return {pool(index).free_bytes(), pool(index).capacity()};
  }
};

// Pinned memory is ordinary host memory that remembers that it was asked for as pinned, or that the
// program registered it (cudaHostRegister).
class PinnedAllocator final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) override {
    void* data = c10::alloc_cpu(bytes ? bytes : 1);
    std::lock_guard<std::mutex> hold(mutex_);
    ranges_[static_cast<const char*>(data)] = {bytes ? bytes : 1, false};
    return {data, data, &release, c10::Device(c10::kCPU)};
  }
  void copy_data(void* to, const void* from, size_t bytes) const override {
    default_copy_data(to, from, bytes);
  }
  bool contains(const void* pointer) {
    std::lock_guard<std::mutex> hold(mutex_);
    auto after = ranges_.upper_bound(static_cast<const char*>(pointer));
    if (after == ranges_.begin()) return false;
    auto range = std::prev(after);
    return static_cast<const char*>(pointer) < range->first + range->second.bytes;
  }
  bool add_registered(const void* data, size_t bytes) {
    std::lock_guard<std::mutex> hold(mutex_);
    return ranges_.try_emplace(static_cast<const char*>(data), Range{bytes, true}).second;
  }
  bool remove_registered(const void* data) {
    std::lock_guard<std::mutex> hold(mutex_);
    auto range = ranges_.find(static_cast<const char*>(data));
    if (range == ranges_.end() || !range->second.is_registered) return false;
    ranges_.erase(range);
    return true;
  }
  void forget(void* data) {
    std::lock_guard<std::mutex> hold(mutex_);
    ranges_.erase(static_cast<const char*>(data));
  }

 private:
  struct Range {
    size_t bytes;
    bool is_registered;
  };
  static void release(void* data);
  std::mutex mutex_;
  std::map<const char*, Range> ranges_;
};

FaceAllocator& face() {
  static auto* allocator = new FaceAllocator;
  return *allocator;
}
PinnedAllocator& pinned() {
  static auto* allocator = new PinnedAllocator;
  return *allocator;
}
void PinnedAllocator::release(void* data) {
  pinned().forget(data);
  c10::free_cpu(data);
}

}  // namespace

PoolScope::PoolScope(int device) noexcept : previous_(kTwinIsHost ? t_pool : current_device()) {
  if constexpr (kTwinIsHost) t_pool = device;
  else set_current_device_unchecked(device);
}
PoolScope::~PoolScope() {
  if constexpr (kTwinIsHost) t_pool = previous_;
  else set_current_device_unchecked(previous_);
}

c10::DataPtr allocate_twin(size_t bytes, int device) {
  if (bytes == 0) return {nullptr, twin_device(device)};
  if constexpr (!kTwinIsHost) {
    PoolScope on_device(device);
    return c10::GetAllocator(kTwinType)->allocate(bytes);
  }
  Block* block = pool(device).take(bytes);
  report_memory(block->data(), static_cast<int64_t>(block->counted_bytes), device);
  return {block->data(), block->data(), &free_block, twin_device(device)};
}

void copy_twin(void* to, const void* from, size_t bytes) {
  if constexpr (kTwinIsHost) std::memcpy(to, from, bytes);
  else c10::GetAllocator(kTwinType)->copy_data(to, from, bytes);
}

c10::DeviceAllocator& statistics() {
  if constexpr (kTwinIsHost) return face();
  c10::DeviceAllocator* kept = vendor_statistics();
  TORCH_CHECK(kept, "jarip: the chip's plug-in gives PyTorch no memory statistics; ask the "
              "plug-in's own module for them.");
  return *kept;
}

c10::Allocator* face_allocator() { return &face(); }
c10::Allocator* pinned_allocator() { return &pinned(); }
bool is_pinned(const void* pointer) {
  return pinned().contains(pointer) || runtime_has_pinned(pointer);
}
bool register_host_memory(const void* data, size_t bytes) {
  return pinned().add_registered(data, bytes);
}
bool unregister_host_memory(const void* data) { return pinned().remove_registered(data); }

void install_allocators() {
  constexpr uint8_t kOverDefault = 200;
  c10::SetAllocator(kFaceType, &face(), kOverDefault);
  if constexpr (kTwinIsHost)
    c10::SetCPUAllocator(new ScopedHostAllocator(c10::GetCPUAllocator()), kOverDefault);
}

}  // namespace jarip
