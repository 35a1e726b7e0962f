#include "devicelib/heap.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

#include <atomic>

#include "api.h"

namespace jarip {

namespace {

constexpr size_t kDefaultLimit = 8u << 20;  // as CUDA's
constexpr size_t kAlignment = 16;

std::atomic<size_t> limit{kDefaultLimit};
std::atomic<size_t> used{0};

// Before each block: its size, and a mark by which free() knows its own.
struct alignas(kAlignment) Header {
  uint64_t bytes;
  uint64_t mark;
};
constexpr uint64_t kMark = 0x4a48454150414c4cull;

bool charge(size_t bytes) {
  size_t before = used.load(std::memory_order_relaxed);
  do {
    const size_t allowed = limit.load(std::memory_order_relaxed);
    if (before > allowed || bytes > allowed - before) return false;
  } while (!used.compare_exchange_weak(before, before + bytes, std::memory_order_relaxed));
  return true;
}

}  // namespace

size_t device_heap_limit() { return limit.load(); }

void set_device_heap_limit(size_t bytes) {
  if (bytes > used.load()) limit.store(bytes);
}

}  // namespace jarip

using jarip::Header;

// A null pointer when the heap is used up, as CUDA promises.
extern "C" void *jarip_device_malloc(uint64_t bytes) {
  if (bytes > UINT64_MAX / 2 || !jarip::charge(bytes)) return nullptr;
  auto *header = static_cast<Header *>(malloc(sizeof(Header) + bytes));
  if (header == nullptr) {
    jarip::used.fetch_sub(bytes);
    return nullptr;
  }
  *header = Header{bytes, jarip::kMark};
  return header + 1;
}

// Freeing what malloc did not give, or twice, is undefined in CUDA: here it does nothing.
extern "C" void jarip_device_free(void *pointer) {
  if (pointer == nullptr) return;
  Header *header = static_cast<Header *>(pointer) - 1;
  if (header->mark != jarip::kMark) return;
  header->mark = 0;
  jarip::used.fetch_sub(header->bytes);
  free(header);
}
