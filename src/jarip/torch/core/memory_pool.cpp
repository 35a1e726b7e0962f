#include "memory_pool.h"

#include <c10/util/Exception.h>
#include <pthread.h>
#include <sys/mman.h>

#include <algorithm>
#include <bit>

#include "devices.h"
#include "memory_history.h"
#include "segment_ranges.h"

namespace jarip {

struct Segment {
  char* base;
  size_t bytes;
  size_t carved;
  size_t live_blocks;
  bool is_large;
};

namespace {

constexpr size_t kGranule = 512;                 // as PyTorch's own CUDA allocator rounds
constexpr size_t kSmallSegment = size_t{2} << 20;
constexpr size_t kLargestSmall = size_t{1} << 20;
constexpr size_t kPage = 4096;
constexpr size_t kExabyte = size_t{1} << 60;

size_t round_up(size_t value, size_t to) { return (value + to - 1) / to * to; }

// Classes are eight to a doubling (at most an eighth is wasted), from one granule up.
uint32_t class_of(size_t bytes) {
  size_t granules = std::max<size_t>(1, (bytes + kGranule - 1) / kGranule);
  if (granules <= 8) return static_cast<uint32_t>(granules - 1);
  int shift = std::bit_width(granules - 1) - 4;
  size_t step = (granules - 1) >> shift;  // 8..15
  return static_cast<uint32_t>(shift * 8 + step);
}

size_t class_bytes(uint32_t size_class) {
  if (size_class < 8) return (size_class + 1) * kGranule;
  uint32_t shift = (size_class - 8) / 8, step = 8 + (size_class - 8) % 8;
  return (size_t{step + 1} << shift) * kGranule;
}

void increase(c10::CachingAllocator::StatArray& stat, size_t amount, bool large) {
  stat[0].increase(amount);
  stat[large ? 2 : 1].increase(amount);
}
void decrease(c10::CachingAllocator::StatArray& stat, size_t amount, bool large) {
  stat[0].decrease(amount);
  stat[large ? 2 : 1].decrease(amount);
}

template <class Visit>
void each_counter(DeviceStats& stats, Visit visit) {
  for (auto* array : {&stats.allocation, &stats.segment, &stats.active, &stats.inactive_split,
                      &stats.allocated_bytes, &stats.reserved_bytes, &stats.active_bytes,
                      &stats.inactive_split_bytes, &stats.requested_bytes})
    for (auto& stat : *array) visit(stat);
  visit(stats.oversize_allocations);
  visit(stats.oversize_segments);
}

}  // namespace

Block* MemoryPool::take(size_t bytes) {
  TORCH_CHECK_WITH(OutOfMemoryError, bytes <= kExabyte,
                   "CUDA out of memory. Tried to allocate more than 1EB memory.");
  Block* block;
  {
    std::lock_guard<SpinLock> hold(lock_);
    block = take_locked(bytes);
  }
  if (!block) [[unlikely]] raise_out_of_memory(bytes);
  if (memory_history::is_on.load(std::memory_order_relaxed)) [[unlikely]]
    memory_history::note_allocated(device_, block->data(), block->counted_bytes);
  return block;
}

Block* MemoryPool::take_locked(size_t bytes) {
  uint32_t size_class = class_of(bytes);
  Block* block = free_[size_class];
  if (block) [[likely]] free_[size_class] = block->next_free;
  else block = carve(size_class);
  if (!block) {
    stats_.num_alloc_retries++;
    release_unused_locked();
    block = carve(size_class);
  }
  if (!block) block = carve_alone(bytes, size_class);
  if (!block) return nullptr;
  block->requested_bytes = bytes;
  block->counted_bytes = round_up(std::max<size_t>(bytes, 1), kGranule);
  count_taken(block);
  return block;
}

void MemoryPool::count_taken(Block* block) {
  bool large = block->segment->is_large;
  block->in_use = true;
  block->segment->live_blocks++;
  increase(stats_.allocation, 1, large);
  increase(stats_.active, 1, large);
  increase(stats_.allocated_bytes, block->counted_bytes, large);
  increase(stats_.active_bytes, block->counted_bytes, large);
  increase(stats_.requested_bytes, block->requested_bytes, large);
}

void MemoryPool::give_back(Block* block) noexcept {
  if (memory_history::is_on.load(std::memory_order_relaxed)) [[unlikely]]
    memory_history::note_freed(device_, block->data(), block->counted_bytes);
  std::lock_guard<SpinLock> hold(lock_);
  bool large = block->segment->is_large;
  block->in_use = false;
  block->segment->live_blocks--;
  decrease(stats_.allocation, 1, large);
  decrease(stats_.active, 1, large);
  decrease(stats_.allocated_bytes, block->counted_bytes, large);
  decrease(stats_.active_bytes, block->counted_bytes, large);
  decrease(stats_.requested_bytes, block->requested_bytes, large);
  if (block->is_alone) [[unlikely]] {
    std::erase(segments_, block->segment);
    return release(block->segment);
  }
  block->next_free = free_[block->size_class];
  free_[block->size_class] = block;
}

Block* MemoryPool::carve(uint32_t size_class) {
  size_t need = sizeof(Block) + class_bytes(size_class);
  bool large = class_bytes(size_class) > kLargestSmall;
  Segment* segment = large ? grow(round_up(need, kPage), true) : open_;
  if (!large && (!segment || segment->carved + need > segment->bytes))
    segment = open_ = grow(kSmallSegment, false);
  return segment ? place(segment, need, size_class) : nullptr;
}

// The last resort: what a size class would waste may be what is missing.
Block* MemoryPool::carve_alone(size_t bytes, uint32_t size_class) {
  size_t need = sizeof(Block) + round_up(std::max<size_t>(bytes, 1), kGranule);
  if (need <= kLargestSmall) return nullptr;
  Segment* segment = grow(round_up(need, kPage), true);
  if (!segment) return nullptr;
  Block* block = place(segment, need, size_class);
  block->is_alone = true;
  return block;
}

Block* MemoryPool::place(Segment* segment, size_t bytes, uint32_t size_class) {
  auto* block = new (segment->base + segment->carved) Block{};
  segment->carved += bytes;
  block->segment = segment;
  block->size_class = size_class;
  block->device = static_cast<int16_t>(device_);
  return block;
}

Segment* MemoryPool::grow(size_t bytes, bool is_large) {
  if (reserved_ + bytes > limit()) return nullptr;
  void* base = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) return nullptr;
  if (bytes >= kSmallSegment) madvise(base, bytes, MADV_HUGEPAGE);
  auto* segment = new Segment{static_cast<char*>(base), bytes, 0, 0, is_large};
  segments_.push_back(segment);
  segment_ranges().add(segment->base, bytes);
  reserved_ += bytes;
  stats_.num_device_alloc++;
  increase(stats_.segment, 1, is_large);
  increase(stats_.reserved_bytes, bytes, is_large);
  if (memory_history::is_on)
    memory_history::note_segment(device_, memory_history::Action::kSegmentAlloc, base, bytes);
  return segment;
}

void MemoryPool::release_unused() noexcept {
  std::lock_guard<SpinLock> hold(lock_);
  stats_.num_sync_all_streams++;  // a GPU's pool waits before it gives memory back
  release_unused_locked();
}

void MemoryPool::release_unused_locked() noexcept {
  for (Block*& head : free_) {
    Block** link = &head;
    while (Block* block = *link) {
      if (block->segment->live_blocks == 0) *link = block->next_free;
      else link = &block->next_free;
    }
  }
  std::erase_if(segments_, [&](Segment* segment) {
    if (segment->live_blocks != 0) return false;
    release(segment);
    return true;
  });
}

void MemoryPool::release(Segment* segment) noexcept {
  if (segment == open_) open_ = nullptr;
  segment_ranges().remove(segment->base);
  munmap(segment->base, segment->bytes);
  reserved_ -= segment->bytes;
  stats_.num_device_free++;
  decrease(stats_.segment, 1, segment->is_large);
  decrease(stats_.reserved_bytes, segment->bytes, segment->is_large);
  if (memory_history::is_on)
    memory_history::note_segment(device_, memory_history::Action::kSegmentFree, segment->base,
                                 segment->bytes);
  delete segment;
}

size_t MemoryPool::free_bytes() {
  std::lock_guard<SpinLock> hold(lock_);
  return capacity_ > reserved_ ? capacity_ - reserved_ : 0;
}

void MemoryPool::raise_out_of_memory(size_t bytes) {
  using c10::CachingAllocator::format_size;
  size_t allocated, reserved, free = free_bytes();
  {
    std::lock_guard<SpinLock> hold(lock_);
    stats_.num_ooms++;
    allocated = static_cast<size_t>(stats_.allocated_bytes[0].current);
    reserved = reserved_;
  }
  memory_history::tell_out_of_memory(device_, bytes, reserved, free);
  TORCH_CHECK_WITH(
      OutOfMemoryError, false, "CUDA out of memory. Tried to allocate ", format_size(bytes),
      ". GPU ", device_, " has a total capacity of ", format_size(capacity_), " of which ",
      format_size(free), " is free. ",
      fraction_ < 1.0 ? c10::str(format_size(limit()), " allowed; ") : std::string(),
      "Of the allocated memory ", format_size(allocated), " is allocated by PyTorch, and ",
      format_size(reserved - std::min(reserved, allocated)),
      " is reserved by PyTorch but unallocated. JARIP_DEVICE_MEMORY sets the capacity.");
}

DeviceStats MemoryPool::stats() {
  std::lock_guard<SpinLock> hold(lock_);
  return stats_;
}

void MemoryPool::reset_peaks() {
  std::lock_guard<SpinLock> hold(lock_);
  each_counter(stats_, [](auto& stat) { stat.reset_peak(); });
}

void MemoryPool::reset_accumulated() {
  std::lock_guard<SpinLock> hold(lock_);
  each_counter(stats_, [](auto& stat) { stat.reset_accumulated(); });
  stats_.num_alloc_retries = stats_.num_ooms = stats_.num_sync_all_streams = 0;
}

std::vector<SegmentRecord> MemoryPool::snapshot() {
  std::lock_guard<SpinLock> hold(lock_);
  std::vector<SegmentRecord> records;
  for (Segment* segment : segments_) {
    SegmentRecord record{reinterpret_cast<size_t>(segment->base), segment->bytes, 0, 0,
                         segment->is_large, {}};
    for (size_t at = 0; at < segment->carved;) {
      auto* block = reinterpret_cast<Block*>(segment->base + at);
      size_t bytes = block->is_alone ? segment->carved - sizeof(Block)
                                     : class_bytes(block->size_class);
      record.blocks.push_back({reinterpret_cast<size_t>(block->data()), bytes,
                               block->in_use ? block->requested_bytes : 0, block->in_use});
      if (block->in_use) record.used_bytes += block->counted_bytes;
      if (block->in_use) record.requested_bytes += block->requested_bytes;
      at += sizeof(Block) + bytes;
    }
    records.push_back(std::move(record));
  }
  return records;
}

namespace {

void lock_all() {
  for (int index = 0; index < device_count(); index++) pool(index).lock_for_fork();
}
void unlock_all() {
  for (int index = 0; index < device_count(); index++) pool(index).unlock_after_fork();
}

std::array<MemoryPool*, kMaxDevices> make_pools() {
  std::array<MemoryPool*, kMaxDevices> pools{};
  for (int index = 0; index < kMaxDevices; index++) pools[index] = new MemoryPool(index);
  pthread_atfork(lock_all, unlock_all, unlock_all);  // a child must not inherit a held lock
  return pools;
}

}  // namespace

bool is_pooled(const void* data) { return segment_ranges().contain(data); }

MemoryPool& pool(int device) {
  // Never destroyed: tensors may outlive the interpreter's last statement.
  static const std::array<MemoryPool*, kMaxDevices> pools = make_pools();
  return *pools[device];
}

}  // namespace jarip
