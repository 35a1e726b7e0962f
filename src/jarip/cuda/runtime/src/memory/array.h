// CUDA arrays: cudaArray_t points to one of these. Texels lie row by row, slice by slice.
#pragma once

#include "api.h"

namespace jarip {
struct Device;
}

struct cudaArray {
  uint32_t magic;
  cudaChannelFormatDesc format;
  cudaExtent extent;  // texels; height and depth 0 where the array has no such dimension
  unsigned flags;
  size_t texel_bytes;
  size_t pitch;  // bytes from row to row
  size_t slice;  // bytes from slice (or layer) to slice
  char *data;
  jarip::Device *device;

  size_t rows() const { return extent.height > 0 ? extent.height : 1; }
  size_t slices() const { return extent.depth > 0 ? extent.depth : 1; }
};

namespace jarip {

// The array a handle names; nullptr for one that is not valid.
cudaArray *resolve_array(cudaArray_const_t handle);

// Bytes of a texel; 0 for a format that is none. It has 1, 2 or 4 components of 8, 16 or 32 bits.
size_t texel_bytes(const cudaChannelFormatDesc &format);

// Memory of `extent` texels on `device`.
cudaError_t create_array(cudaArray_t *handle, const cudaChannelFormatDesc &format,
                         cudaExtent extent, unsigned flags, Device &device);
cudaError_t destroy_array(cudaArray_t handle);

// A piece of an array as a pointer: at byte `x` of row `y` of slice `z`. nullptr when that is
// outside.
char *array_position(const cudaArray &array, size_t x, size_t y, size_t z);

}  // namespace jarip
