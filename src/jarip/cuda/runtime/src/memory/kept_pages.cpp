#include "memory/kept_pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/array.h"
#include "base/immortal.h"
#include "base/lock.h"

namespace jarip {

namespace {

constexpr size_t kMost = size_t{1} << 30;  // bytes, and a sixteenth of the machine's

struct Pages {
  void *memory;
  size_t bytes;
  size_t span;
};

Lock lock;
Immortal<Array<Pages>> kept;  // oldest first
size_t total = 0;

size_t most() {
  static const size_t machine =
      static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return machine / 16 < kMost ? machine / 16 : kMost;
}

// Under the lock.
Pages remove(size_t index) {
  const Pages pages = kept.value[index];
  kept.value.erase(index);
  total -= pages.bytes;
  return pages;
}

void drop_until(size_t bytes) {
  while (total > bytes) {
    const Pages oldest = remove(0);
    munmap(oldest.memory, oldest.span);
  }
}

}  // namespace

bool keep_pages(void *memory, size_t bytes, size_t span) {
  if (bytes > most() / 2) return false;
  // Refused for pages that are shared or locked.
  if (madvise(memory, bytes, MADV_FREE) != 0 || mprotect(memory, bytes, PROT_NONE) != 0) {
    return false;
  }
  Guard guard(lock);
  drop_until(most() - bytes);
  kept.value.push({memory, bytes, span});
  total += bytes;
  return true;
}

void *take_kept_pages(size_t bytes) {
  Pages pages{};
  {
    Guard guard(lock);
    size_t index = kept.value.size();
    while (index > 0 && kept.value[index - 1].bytes != bytes) --index;
    if (index == 0) return nullptr;
    pages = remove(index - 1);
  }
  if (mprotect(pages.memory, bytes, PROT_READ | PROT_WRITE) == 0) return pages.memory;
  munmap(pages.memory, pages.span);
  return nullptr;
}

void drop_kept_pages() {
  Guard guard(lock);
  drop_until(0);
}

}  // namespace jarip
