// Copying memory: one description for the linear, the pitched and the cubic copies.
#pragma once

#include "api.h"
#include "stream/operation.h"
#include "stream/stream.h"

namespace jarip {

// `width` bytes of each of `height` rows of each of `depth` slices.
struct Copy {
  void *destination;
  const void *source;
  size_t width;
  size_t height = 1;
  size_t depth = 1;
  size_t destination_pitch = 0;  // bytes from row to row
  size_t source_pitch = 0;
  size_t destination_slice = 0;  // bytes from slice to slice
  size_t source_slice = 0;
};

enum class Wait {
  no,              // the ...Async calls: only as long as pageable memory demands
  until_complete,  // the others
};

// Checks both sides and prepares the copy as an operation.
cudaError_t make_copy(const Copy &copy, cudaMemcpyKind kind, Operation **operation);

// Checks both sides against what is allocated, then copies in the order of `stream`.
// cudaErrorInvalidMemcpyDirection, cudaErrorInvalidValue for memory that is not what `kind` says.
cudaError_t copy_memory(const Copy &copy, cudaMemcpyKind kind, Stream *stream, Wait wait);

}  // namespace jarip
