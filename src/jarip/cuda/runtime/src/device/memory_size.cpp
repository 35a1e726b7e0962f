#include "device/memory_size.h"

#include <unistd.h>

#include "base/cgroup.h"
#include "base/environment.h"

namespace jarip {

namespace {

constexpr uint64_t kPercent = 80;  // the rest is for the program's own host memory
constexpr uint64_t kUnit = 1u << 20;

uint64_t machine_memory_bytes() {
  const uint64_t pages = static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES));
  const uint64_t installed = pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  const uint64_t allowed = cgroup_memory_bytes();
  return installed < allowed ? installed : allowed;
}

}  // namespace

uint64_t device_memory_bytes(uint32_t devices) {
  const uint64_t chosen = environment_bytes("JARIP_DEVICE_MEMORY", 0);
  if (chosen > 0) return chosen;
  return machine_memory_bytes() / 100 * kPercent / devices / kUnit * kUnit;
}

}  // namespace jarip
