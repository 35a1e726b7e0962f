// Setting memory to a value.
#pragma once

#include "memory/copy.h"
#include "memory/rows.h"

namespace jarip {

struct Fill {
  void *destination;
  uint32_t value;          // its low element_bytes are written
  uint32_t element_bytes;  // 1, 2 or 4
  Rows rows;               // widths in bytes
  size_t pitch;            // bytes from row to row
  size_t slice;            // bytes from slice to slice
};

// Checks the range and prepares the operation.
cudaError_t make_set(const Fill &fill, Operation **operation);

// Checks the range and sets it in the order of `stream`.
cudaError_t set_memory(const Fill &fill, Stream *stream, Wait wait);

}  // namespace jarip
