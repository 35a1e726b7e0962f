#include "memory/backing.h"

#include <stdint.h>
#include <sys/mman.h>

#include "base/array.h"
#include "base/immortal.h"
#include "base/lock.h"
#include "memory/kept_pages.h"

namespace jarip {

namespace {

constexpr size_t kLargeBytes = 64u << 10;  // from here on an allocation has pages of its own
constexpr size_t kPageBytes = 4096;
constexpr size_t kHugePageBytes = 2u << 20;
constexpr size_t kChunkBytes = 1u << 20;  // small allocations are carved from chunks of this size
constexpr int kStepsPerDoubling = 4;
constexpr int kClasses = 40;

// Small blocks, carved from chunks. What only devices write lies in chunks of its own, which can be
// given to other processes while the host goes on writing elsewhere.
struct Blocks {
  Array<void *> free[kClasses];
  char *chunk = nullptr;
  size_t chunk_left = 0;
};

Lock lock;
Immortal<Blocks> device_blocks;
Immortal<Blocks> host_blocks;

Blocks &blocks_of(Writer writer) {
  return writer == Writer::device ? device_blocks.value : host_blocks.value;
}

size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

// Sizes in units of the alignment: 1 2 3 4, 5 6 7 8, 10 12 14 16, 20 ...: four to a doubling, so
// that at most a fifth is lost.
int class_of(size_t bytes) {
  const size_t units = (bytes + kMemoryAlignment - 1) / kMemoryAlignment;
  if (units <= kStepsPerDoubling) return static_cast<int>(units) - 1;
  const int log = 63 - __builtin_clzll(units - 1);  // 2^log < units <= 2^(log+1)
  const size_t step = size_t{1} << (log - 2);
  const size_t place = (units - (size_t{1} << log) + step - 1) / step;  // 1..4
  return (log - 1) * kStepsPerDoubling + static_cast<int>(place) - 1;
}

size_t class_bytes(int index) {
  if (index < kStepsPerDoubling) return (static_cast<size_t>(index) + 1) * kMemoryAlignment;
  const int log = index / kStepsPerDoubling + 1;
  const size_t place = static_cast<size_t>(index % kStepsPerDoubling) + 1;
  return ((size_t{1} << log) + place * (size_t{1} << (log - 2))) * kMemoryAlignment;
}

size_t mapped_bytes(size_t bytes) { return round_up(bytes, kPageBytes); }

// What may be accessed. A GPU maps memory in units of 2 MiB, and programs that read a little past
// the end of what they allocated run there; pages nobody touches cost nothing.
size_t usable_bytes(size_t bytes) {
  return round_up(bytes, bytes >= kHugePageBytes / 2 ? kHugePageBytes : kLargeBytes);
}

// One page without access follows, so that running far over the end is a fault.
void *map_pages(size_t usable) {
  const size_t alignment = usable >= kHugePageBytes ? kHugePageBytes : kPageBytes;
  const size_t slack = alignment - kPageBytes;
  const size_t span = usable + kPageBytes + slack;
  void *raw = mmap(nullptr, span, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (raw == MAP_FAILED) return nullptr;
  char *begin = static_cast<char *>(raw);
  char *memory = reinterpret_cast<char *>(round_up(reinterpret_cast<uintptr_t>(raw), alignment));
  char *end = memory + usable + kPageBytes;
  if (memory > begin) munmap(begin, static_cast<size_t>(memory - begin));
  if (begin + span > end) munmap(end, static_cast<size_t>(begin + span - end));
  if (mprotect(memory, usable, PROT_READ | PROT_WRITE) != 0) {
    munmap(memory, usable + kPageBytes);
    return nullptr;
  }
  if (alignment == kHugePageBytes) madvise(memory, usable, MADV_HUGEPAGE);
  return memory;
}

void *take_pages(size_t usable) {
  void *memory = take_kept_pages(usable);
  if (memory == nullptr) memory = map_pages(usable);
  if (memory != nullptr) return memory;
  drop_kept_pages();
  return map_pages(usable);
}

void give_back_pages(void *memory, size_t usable) {
  const size_t span = usable + kPageBytes;
  if (!keep_pages(memory, usable, span)) munmap(memory, span);
}

// Aligned to its size, so that the chunk of a block is known by the block's address.
char *map_chunk() {
  void *raw = mmap(nullptr, 2 * kChunkBytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (raw == MAP_FAILED) return nullptr;
  char *begin = static_cast<char *>(raw);
  char *memory = reinterpret_cast<char *>(round_up(reinterpret_cast<uintptr_t>(raw), kChunkBytes));
  if (memory > begin) munmap(begin, static_cast<size_t>(memory - begin));
  munmap(memory + kChunkBytes, static_cast<size_t>(begin + kChunkBytes - memory));
  return memory;
}

void *carve(Blocks &blocks, size_t bytes) {
  if (blocks.chunk_left < bytes) {
    char *fresh = map_chunk();
    if (fresh == nullptr) return nullptr;
    blocks.chunk = fresh;
    blocks.chunk_left = kChunkBytes;
  }
  void *block = blocks.chunk;
  blocks.chunk += bytes;
  blocks.chunk_left -= bytes;
  return block;
}

}  // namespace

size_t backing_size(size_t bytes) {
  return bytes >= kLargeBytes ? mapped_bytes(bytes) : class_bytes(class_of(bytes));
}

void *take_backing(size_t bytes, Writer writer) {
  if (bytes >= kLargeBytes) return take_pages(usable_bytes(bytes));
  const int index = class_of(bytes);
  Guard guard(lock);
  Blocks &blocks = blocks_of(writer);
  Array<void *> &free = blocks.free[index];
  return free.empty() ? carve(blocks, class_bytes(index)) : free.pop();
}

void give_back_backing(void *memory, size_t bytes, Writer writer) {
  if (bytes >= kLargeBytes) {
    give_back_pages(memory, usable_bytes(bytes));
    return;
  }
  Guard guard(lock);
  blocks_of(writer).free[class_of(bytes)].push(memory);
}

Backing backing_around(void *memory, size_t bytes) {
  char *begin = static_cast<char *>(memory);
  if (bytes >= kLargeBytes) return {begin, mapped_bytes(bytes)};
  return {begin - reinterpret_cast<uintptr_t>(begin) % kChunkBytes, kChunkBytes};
}

}  // namespace jarip
