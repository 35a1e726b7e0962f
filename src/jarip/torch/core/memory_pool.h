// A device's memory: blocks that are kept for reuse, counted, and bounded.
//
// Freed blocks go to a list of their size class and are handed out again without touching the
// operating system, so a training step faults no fresh pages. When the device is full the unused
// segments are given back; when that is not enough, allocation raises torch.OutOfMemoryError.
#pragma once

#include <c10/core/Allocator.h>
#include <c10/core/CachingDeviceAllocator.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <vector>

namespace jarip {

struct Segment;

// The header in front of every block's data.
struct alignas(64) Block {
  Block* next_free;
  Segment* segment;
  size_t counted_bytes;    // what the statistics say: the request rounded up to 512
  size_t requested_bytes;
  uint32_t size_class;
  int16_t device;
  bool in_use;
  bool is_alone;  // in a segment of just its size, which goes back with it

  void* data() { return this + 1; }
  static Block* of(void* data) { return static_cast<Block*>(data) - 1; }
};
static_assert(sizeof(Block) == 64, "data must stay aligned to 64 bytes");

// A spin lock: it is held for a few instructions, and a mutex would cost more than the work.
class SpinLock {
 public:
  void lock() noexcept {
    while (flag_.test_and_set(std::memory_order_acquire)) __builtin_ia32_pause();
  }
  void unlock() noexcept { flag_.clear(std::memory_order_release); }

 private:
  std::atomic_flag flag_;
};

using DeviceStats = c10::CachingDeviceAllocator::DeviceStats;

struct BlockRecord {
  size_t address, bytes, requested_bytes;
  bool in_use;
};
struct SegmentRecord {
  size_t address, bytes, used_bytes, requested_bytes;
  bool is_large;
  std::vector<BlockRecord> blocks;
};

class MemoryPool {
 public:
  explicit MemoryPool(int device) : device_(device) {}

  Block* take(size_t bytes);  // raises OutOfMemoryError
  void give_back(Block* block) noexcept;
  void release_unused() noexcept;  // empty_cache

  void set_capacity(size_t bytes) { capacity_ = bytes; }
  size_t capacity() const { return capacity_; }
  void set_fraction(double fraction) { fraction_ = fraction; }
  double fraction() const { return fraction_; }
  size_t free_bytes();  // of the capacity, not reserved by this process

  DeviceStats stats();
  void reset_peaks();
  void reset_accumulated();
  std::vector<SegmentRecord> snapshot();

  void lock_for_fork() noexcept { lock_.lock(); }
  void unlock_after_fork() noexcept { lock_.unlock(); }

 private:
  static constexpr int kClasses = 512;  // more than any 64-bit size needs

  Block* take_locked(size_t bytes);
  Block* carve(uint32_t size_class);
  Block* carve_alone(size_t bytes, uint32_t size_class);
  Block* place(Segment* segment, size_t bytes, uint32_t size_class);
  Segment* grow(size_t bytes, bool is_large);
  void release_unused_locked() noexcept;
  void release(Segment* segment) noexcept;
  void count_taken(Block* block);
  [[noreturn]] void raise_out_of_memory(size_t bytes);
  size_t limit() const { return static_cast<size_t>(static_cast<double>(capacity_) * fraction_); }

  SpinLock lock_;
  int device_;
  size_t capacity_ = 0;
  double fraction_ = 1.0;
  size_t reserved_ = 0;
  std::array<Block*, kClasses> free_{};
  std::vector<Segment*> segments_;
  Segment* open_ = nullptr;  // the small segment that is being carved
  DeviceStats stats_;
};

MemoryPool& pool(int device);

// Whether the pointer is a block of any pool. Slow: for calls that have lost where it came from.
bool is_pooled(const void* data);

}  // namespace jarip
