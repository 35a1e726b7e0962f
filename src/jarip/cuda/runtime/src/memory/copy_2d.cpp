// cudaMemcpy2D: rows of memory.
#include "memory/copy.h"

using jarip::copy_memory;
using jarip::record;
using jarip::resolve_stream;
using jarip::Wait;

namespace {

jarip::Copy rows(void *destination, size_t destination_pitch, const void *source,
                 size_t source_pitch, size_t width, size_t height) {
  jarip::Copy copy;
  copy.destination = destination;
  copy.source = source;
  copy.width = width;
  copy.height = height;
  copy.destination_pitch = destination_pitch;
  copy.source_pitch = source_pitch;
  return copy;
}

}  // namespace

extern "C" cudaError_t cudaMemcpy2D(void *destination, size_t destination_pitch, const void *source,
                                    size_t source_pitch, size_t width, size_t height,
                                    cudaMemcpyKind kind) {
  JARIP_ENTER();
  return record(
      copy_memory(rows(destination, destination_pitch, source, source_pitch, width, height), kind,
                  resolve_stream(nullptr), Wait::until_complete));
}

extern "C" cudaError_t cudaMemcpy2DAsync(void *destination, size_t destination_pitch,
                                         const void *source, size_t source_pitch, size_t width,
                                         size_t height, cudaMemcpyKind kind, cudaStream_t stream) {
  JARIP_ENTER();
  return record(
      copy_memory(rows(destination, destination_pitch, source, source_pitch, width, height), kind,
                  resolve_stream(stream), Wait::no));
}
