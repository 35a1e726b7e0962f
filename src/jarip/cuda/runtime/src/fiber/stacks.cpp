#include "fiber/stacks.h"

#include <errno.h>
#include <sys/mman.h>

#include <atomic>

#include "base/environment.h"
#include "device/launch_limits.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102  // Linux 6.13
#endif

namespace jarip {

namespace {

constexpr size_t kDefaultBytes = 64u << 10;
constexpr size_t kPageBytes = 4096;
constexpr size_t kLineBytes = 64;
constexpr size_t kLinesPerPage = kPageBytes / kLineBytes;
constexpr int kStacksPerRegion = static_cast<int>(kThreadsPerBlock);

// Each guard made by mprotect splits a mapping, and the system allows 65530 mappings in all; where
// the kernel has no guard regions, stacks beyond this many go without.
constexpr int kMostMappings = 16384;
std::atomic<int> mappings{0};

constexpr size_t kDefaultLimit = 1024;  // as CUDA's; stacks are never that small
std::atomic<size_t> limit{kDefaultLimit};

void install_guard(char *page) {
  if (madvise(page, kPageBytes, MADV_GUARD_INSTALL) == 0) return;
  if (mappings.fetch_add(2) < kMostMappings) mprotect(page, kPageBytes, PROT_NONE);
}

}  // namespace

bool StackPool::map() {
  // A page more than the stack: for the guard, and so that equal depths of neighbouring stacks fall
  // into different sets of the second-level cache.
  stride_ = stack_bytes_ + kPageBytes;
  void *memory = mmap(nullptr, stride_ * kStacksPerRegion, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) return false;
  madvise(memory, stride_ * kStacksPerRegion, MADV_NOHUGEPAGE);
  regions_.push(static_cast<char *>(memory));
  return true;
}

char *StackPool::bottom(int stack) const {
  return regions_[static_cast<size_t>(stack / kStacksPerRegion)] +
         static_cast<size_t>(stack % kStacksPerRegion) * stride_;
}

int StackPool::take() {
  if (!free_.empty()) return free_.pop();
  const auto mapped = static_cast<int>(regions_.size()) * kStacksPerRegion;
  if (made_ == mapped && !map()) return -1;
  install_guard(bottom(made_));
  return made_++;
}

// Tops are shifted by one line from stack to stack, so that the busiest lines of many stacks do not
// compete for one set of the first-level cache.
void *StackPool::top(int stack) const {
  const size_t shift = static_cast<size_t>(stack) % kLinesPerPage * kLineBytes;
  return bottom(stack) + stride_ - shift;
}

void StackPool::give_back_all() {
  free_.clear();
  for (int stack = made_ - 1; stack >= 0; --stack) free_.push(stack);
}

void StackPool::set_stack_bytes(size_t bytes) {
  if (bytes == stack_bytes_) return;
  for (char *region : regions_) munmap(region, stride_ * kStacksPerRegion);
  regions_.clear();
  stack_bytes_ = bytes;
  made_ = 0;
  free_.clear();
}

size_t fiber_stack_bytes() {
  static std::atomic<size_t> chosen{0};
  size_t bytes = chosen.load(std::memory_order_relaxed);
  if (bytes == 0) {
    bytes = environment_bytes("JARIP_STACK_SIZE", kDefaultBytes);
    bytes = (bytes + kPageBytes - 1) / kPageBytes * kPageBytes;
    if (bytes < 4 * kPageBytes) bytes = 4 * kPageBytes;
    chosen.store(bytes, std::memory_order_relaxed);
  }
  // The page beyond what was asked for is for the runtime's own calls.
  const size_t asked = limit.load(std::memory_order_relaxed) + 2 * kPageBytes - 1;
  return asked > bytes ? asked / kPageBytes * kPageBytes : bytes;
}

size_t stack_limit() { return limit.load(); }

void set_stack_limit(size_t bytes) { limit.store(bytes); }

}  // namespace jarip
