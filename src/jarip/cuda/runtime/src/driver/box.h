// Rectangles and boxes of memory or of arrays, as the driver's copies describe them.
#pragma once

#include "declarations.h"
#include "memory/copy.h"

namespace jarip {

// Where one side begins: offsets in bytes, rows and slices.
struct BoxSide {
  CUmemorytype type;
  void *pointer;  // of memory of the host, of a device, or of either (unified)
  CUarray array;
  size_t x;
  size_t y;
  size_t z;
  size_t pitch;   // bytes from row to row; 0: the rows lie close
  size_t height;  // rows from slice to slice; 0: as many as are copied
};

struct Box {
  BoxSide to;
  BoxSide from;
  size_t width;  // bytes
  size_t height;
  size_t depth;
};

Box box_of(const CUDA_MEMCPY2D &parameters);
Box box_of(const CUDA_MEMCPY3D &parameters);
Box box_of(const CUDA_MEMCPY3D_PEER &parameters);

// The copy in the runtime's terms. cudaErrorInvalidValue for what is outside of an array or names
// no memory.
cudaError_t describe_box(const Box &box, Copy *copy, cudaMemcpyKind *kind);

// What a graph's copy does, in the driver's terms.
CUDA_MEMCPY3D driver_copy(const cudaMemcpy3DParms &parameters);

}  // namespace jarip
