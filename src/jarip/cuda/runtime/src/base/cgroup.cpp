#include "base/cgroup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

namespace jarip {

namespace {

constexpr char kRoot[] = "/sys/fs/cgroup";

// The first line of a small file, or false.
bool read_line(const char *path, char *line, int capacity) {
  FILE *file = fopen(path, "re");
  if (file == nullptr) return false;
  const bool found = fgets(line, capacity, file) != nullptr;
  fclose(file);
  return found;
}

// This process's group in the unified hierarchy, "" at its root.
Text own_group() {
  Text group;
  FILE *file = fopen("/proc/self/cgroup", "re");
  char line[4096];
  while (file != nullptr && fgets(line, sizeof line, file) != nullptr) {
    if (strncmp(line, "0::/", 4) != 0) continue;
    line[strcspn(line, "\n")] = '\0';
    if (line[4] != '\0') group.append(line + 3);
  }
  if (file != nullptr) fclose(file);
  return group;
}

// Calls visit(line) with the first line of `name` in the own group and each of its ancestors:
// a limit holds for everything below it.
template <typename Visit>
void visit_limits(const char *name, Visit visit) {
  Text group = own_group();
  char line[256];
  for (;;) {
    Text path(kRoot);
    path.append(group.c_str()).append('/').append(name);
    if (read_line(path.c_str(), line, sizeof line)) visit(line);
    const char *slash = strrchr(group.c_str(), '/');
    if (slash == nullptr) return;
    Text parent;
    parent.append(group.c_str(), static_cast<size_t>(slash - group.c_str()));
    group = static_cast<Text &&>(parent);
  }
}

uint32_t whole_processors(double quota, double period) {
  if (quota <= 0 || period <= 0) return UINT32_MAX;
  const uint32_t whole = static_cast<uint32_t>(quota / period + 0.999);
  return whole > 0 ? whole : 1;
}

}  // namespace

uint32_t cgroup_processors() {
  uint32_t processors = UINT32_MAX;
  visit_limits("cpu.max", [&](const char *line) {
    char *end = nullptr;
    const double quota = strtod(line, &end);
    if (end == line) return;  // "max"
    const uint32_t allowed = whole_processors(quota, strtod(end, nullptr));
    if (allowed < processors) processors = allowed;
  });
  char quota[64];
  char period[64];
  if (processors == UINT32_MAX &&
      read_line("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", quota, sizeof quota) &&
      read_line("/sys/fs/cgroup/cpu/cpu.cfs_period_us", period, sizeof period)) {
    processors = whole_processors(strtod(quota, nullptr), strtod(period, nullptr));
  }
  return processors;
}

uint64_t cgroup_memory_bytes() {
  uint64_t bytes = UINT64_MAX;
  const auto lower = [&](const char *line) {
    char *end = nullptr;
    const uint64_t limit = strtoull(line, &end, 10);
    if (end != line && limit < bytes) bytes = limit;
  };
  visit_limits("memory.max", lower);
  char line[64];
  if (bytes == UINT64_MAX &&
      read_line("/sys/fs/cgroup/memory/memory.limit_in_bytes", line, sizeof line)) {
    lower(line);
  }
  return bytes;
}

}  // namespace jarip
