// What is known about a range of memory that a call was given.
#pragma once

#include "memory/registry.h"

namespace jarip {

struct Range {
  bool known = false;  // begins in memory the runtime knows
  bool fits = false;   // and ends in it
  MemoryKind kind = MemoryKind::device;
  Device *device = nullptr;

  // Ordinary memory of the program, which may vanish once the call returns.
  bool pageable() const { return !known; }

  // Whether the range may stand where a device pointer is demanded, or else anywhere.
  bool acceptable(bool as_device) const { return known ? fits : !as_device; }
};

inline Range check_range(const void *begin, size_t bytes) {
  Range range;
  Allocation found;
  if (!find_allocation(begin, &found)) return range;
  range.known = true;
  range.fits = found.contains(reinterpret_cast<uintptr_t>(begin), bytes);
  range.kind = found.kind;
  range.device = found.device;
  return range;
}

}  // namespace jarip
