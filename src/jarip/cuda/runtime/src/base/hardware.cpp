#include "base/hardware.h"

#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>

#include "base/cgroup.h"
#include "base/environment.h"

namespace jarip {

namespace {

constexpr uint32_t kMostProcessors = 4096;

uint32_t affinity_processors() {
  cpu_set_t *set = CPU_ALLOC(kMostProcessors);
  const size_t bytes = CPU_ALLOC_SIZE(kMostProcessors);
  uint32_t count = 0;
  if (set != nullptr && sched_getaffinity(0, bytes, set) == 0) {
    count = static_cast<uint32_t>(CPU_COUNT_S(bytes, set));
  }
  CPU_FREE(set);
  if (count > 0) return count;
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? static_cast<uint32_t>(online) : 1;
}

uint32_t count_processors() {
  const uint64_t chosen = environment_number("JARIP_THREADS", 0);
  if (chosen > 0) {
    return static_cast<uint32_t>(chosen < kMostProcessors ? chosen : kMostProcessors);
  }
  const uint32_t affinity = affinity_processors();
  const uint32_t quota = cgroup_processors();
  return affinity < quota ? affinity : quota;
}

}  // namespace

uint32_t usable_processors() {
  static std::atomic<uint32_t> cached{0};
  uint32_t count = cached.load(std::memory_order_relaxed);
  if (count == 0) {
    count = count_processors();
    cached.store(count, std::memory_order_relaxed);
  }
  return count;
}

}  // namespace jarip
