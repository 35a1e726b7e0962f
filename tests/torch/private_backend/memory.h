// The chip's memory: pages that the host can touch only while an `Open` names them, so code that
// takes a device pointer for a host's faults.
#pragma once

#include <c10/core/CachingDeviceAllocator.h>
#include <sys/mman.h>

#include <array>
#include <cstring>
#include <map>
#include <mutex>

namespace testchip {

inline constexpr int kDevices = 2;
inline constexpr size_t kMemoryBytes = size_t{1} << 30;
inline thread_local int t_device = 0;

struct Block {
  size_t bytes;
  int device;
  int open = 0;
};

class Memory final : public c10::DeviceAllocator {
 public:
  c10::DataPtr allocate(size_t bytes) override {
    c10::Device device(c10::kPrivateUse1, static_cast<c10::DeviceIndex>(t_device));
    if (bytes == 0) return {nullptr, device};
    size_t whole = (bytes + 4095) & ~size_t{4095};
    void* data = mmap(nullptr, whole, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    TORCH_CHECK(data != MAP_FAILED, "testchip: out of memory");
    std::lock_guard<std::mutex> hold(mutex_);
    blocks_[static_cast<char*>(data)] = {whole, t_device};
    stats_[t_device].allocated_bytes[0].increase(whole);
    return {data, data, &release, device};
  }
  void copy_data(void* to, const void* from, size_t bytes) const override;
  bool initialized() override { return true; }
  void emptyCache(c10::MempoolId_t) override {}
  void recordStream(const c10::DataPtr&, c10::Stream) override {}
  c10::CachingDeviceAllocator::DeviceStats getDeviceStats(c10::DeviceIndex device) override {
    return stats_[device];
  }
  void resetAccumulatedStats(c10::DeviceIndex) override {}
  void resetPeakStats(c10::DeviceIndex) override {}
  std::pair<size_t, size_t> getMemoryInfo(c10::DeviceIndex device) override {
    return {kMemoryBytes - stats_[device].allocated_bytes[0].current, kMemoryBytes};
  }

  void open(const void* pointer, int change) {
    if (!pointer) return;
    std::lock_guard<std::mutex> hold(mutex_);
    auto after = blocks_.upper_bound(static_cast<char*>(const_cast<void*>(pointer)));
    TORCH_CHECK(after != blocks_.begin(), "testchip: not memory of this chip");
    auto& [start, block] = *std::prev(after);
    TORCH_CHECK(pointer < start + block.bytes, "testchip: not memory of this chip");
    int before = block.open;
    block.open += change;
    if ((before == 0) != (block.open == 0))
      mprotect(start, block.bytes, block.open ? PROT_READ | PROT_WRITE : PROT_NONE);
  }

 private:
  static void release(void* data);
  std::mutex mutex_;
  std::map<char*, Block> blocks_;
  std::array<c10::CachingDeviceAllocator::DeviceStats, kDevices> stats_;
};

inline Memory& memory() {
  static auto* only = new Memory;
  return *only;
}

inline void Memory::release(void* data) {
  Memory& self = memory();
  std::lock_guard<std::mutex> hold(self.mutex_);
  auto block = self.blocks_.find(static_cast<char*>(data));
  self.stats_[block->second.device].allocated_bytes[0].decrease(block->second.bytes);
  munmap(data, block->second.bytes);
  self.blocks_.erase(block);
}

class Open {
 public:
  explicit Open(const void* pointer) : pointer_(pointer) { memory().open(pointer, 1); }
  ~Open() { memory().open(pointer_, -1); }
  Open(const Open&) = delete;

 private:
  const void* pointer_;
};

inline void Memory::copy_data(void* to, const void* from, size_t bytes) const {
  Open destination(to), source(from);
  std::memcpy(to, from, bytes);
}

}  // namespace testchip
