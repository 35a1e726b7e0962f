// Dividing a two- or three-dimensional piece of memory into parts for the launch pool.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace jarip {

// A part is some whole rows or, where there is only one, a stretch of it.
struct Rows {
  size_t width;
  size_t height;
  size_t depth;

  static constexpr size_t kPartBytes = 512u << 10;  // a few tens of microseconds

  uint64_t count() const { return uint64_t{height} * depth; }

  uint64_t rows_per_part() const { return width >= kPartBytes ? 1 : kPartBytes / width; }

  uint64_t parts() const {
    if (count() == 1) return (width + kPartBytes - 1) / kPartBytes;
    return (count() + rows_per_part() - 1) / rows_per_part();
  }

  // Calls visit(row, slice, offset, bytes) for each stretch of parts [begin, end).
  template <typename Visit>
  void visit(uint64_t begin, uint64_t end, Visit visit) const {
    if (count() == 1) {
      const size_t offset = begin * kPartBytes;
      const size_t stop = end * kPartBytes < width ? end * kPartBytes : width;
      visit(size_t{0}, size_t{0}, offset, stop - offset);
      return;
    }
    uint64_t last = end * rows_per_part();
    if (last > count()) last = count();
    for (uint64_t row = begin * rows_per_part(); row < last; ++row) {
      visit(static_cast<size_t>(row % height), static_cast<size_t>(row / height), size_t{0}, width);
    }
  }
};

}  // namespace jarip
