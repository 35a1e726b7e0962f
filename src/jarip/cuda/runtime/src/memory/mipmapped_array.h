// Mipmapped arrays: cudaMipmappedArray_t points to one of these.
#pragma once

#include "base/array.h"
#include "memory/array.h"

struct cudaMipmappedArray {
  uint32_t magic;
  jarip::Array<cudaArray *> levels;  // each half as large as the one before, rounded down
};

namespace jarip {

// The array a handle names; nullptr for one that is not valid.
cudaMipmappedArray *resolve_mipmapped_array(cudaMipmappedArray_const_t handle);

}  // namespace jarip
