// Copies to, from and between arrays, by rows.
#include "memory/array.h"
#include "memory/copy.h"

namespace jarip {

namespace {

// One side of a two-dimensional copy: memory, or an array from a position on.
struct Side {
  void *pointer;
  size_t pitch;
};

Side memory_side(const void *pointer, size_t pitch) { return {const_cast<void *>(pointer), pitch}; }

// Offsets are bytes and rows. A null pointer when the piece is not inside the array.
Side array_side(cudaArray_const_t handle, size_t x, size_t y, size_t width, size_t height) {
  const cudaArray *array = resolve_array(handle);
  if (array == nullptr) return {nullptr, 0};
  const size_t row_bytes = array->extent.width * array->texel_bytes;
  if (x > row_bytes || width > row_bytes - x || y > array->rows() || height > array->rows() - y) {
    return {nullptr, 0};
  }
  return {array_position(*array, x, y, 0), array->pitch};
}

cudaError_t copy_rows(Side to, Side from, size_t width, size_t height, cudaMemcpyKind kind,
                      cudaStream_t stream, Wait wait) {
  if (width == 0 || height == 0) return cudaSuccess;
  if (to.pointer == nullptr || from.pointer == nullptr) return cudaErrorInvalidValue;
  Copy copy;
  copy.destination = to.pointer;
  copy.source = from.pointer;
  copy.width = width;
  copy.height = height;
  copy.destination_pitch = to.pitch;
  copy.source_pitch = from.pitch;
  return copy_memory(copy, kind, resolve_stream(stream), wait);
}

// The linear copies go through an array row by row from a position on: the first row's rest, whole
// rows, and what is left.
cudaError_t copy_linear(cudaArray_const_t handle, size_t x, size_t y, char *memory, size_t count,
                        bool to_array, cudaMemcpyKind kind, cudaStream_t stream, Wait wait) {
  const cudaArray *array = resolve_array(handle);
  if (array == nullptr) return cudaErrorInvalidResourceHandle;
  const size_t row_bytes = array->extent.width * array->texel_bytes;
  if (x > row_bytes || y >= array->rows() || count > (array->rows() - y) * row_bytes - x) {
    return cudaErrorInvalidValue;
  }
  while (count > 0) {
    const bool whole = x == 0 && count >= row_bytes;
    const size_t width = whole ? row_bytes : (count < row_bytes - x ? count : row_bytes - x);
    const size_t height = whole ? count / row_bytes : 1;
    const Side in_array = array_side(handle, x, y, width, height);
    const Side in_memory = memory_side(memory, width);
    const cudaError_t error =
        to_array ? copy_rows(in_array, in_memory, width, height, kind, stream, wait)
                 : copy_rows(in_memory, in_array, width, height, kind, stream, wait);
    if (error != cudaSuccess) return error;
    memory += width * height;
    count -= width * height;
    y += height;
    x = 0;
  }
  return cudaSuccess;
}

}  // namespace

}  // namespace jarip

using jarip::array_side;
using jarip::copy_linear;
using jarip::copy_rows;
using jarip::memory_side;
using jarip::record;
using jarip::Wait;

extern "C" cudaError_t cudaMemcpy2DToArray(cudaArray_t to, size_t x, size_t y, const void *from,
                                           size_t pitch, size_t width, size_t height,
                                           cudaMemcpyKind kind) {
  JARIP_ENTER();
  return record(copy_rows(array_side(to, x, y, width, height), memory_side(from, pitch), width,
                          height, kind, nullptr, Wait::until_complete));
}

extern "C" cudaError_t cudaMemcpy2DToArrayAsync(cudaArray_t to, size_t x, size_t y,
                                                const void *from, size_t pitch, size_t width,
                                                size_t height, cudaMemcpyKind kind,
                                                cudaStream_t stream) {
  JARIP_ENTER();
  return record(copy_rows(array_side(to, x, y, width, height), memory_side(from, pitch), width,
                          height, kind, stream, Wait::no));
}

extern "C" cudaError_t cudaMemcpy2DFromArray(void *to, size_t pitch, cudaArray_const_t from,
                                             size_t x, size_t y, size_t width, size_t height,
                                             cudaMemcpyKind kind) {
  JARIP_ENTER();
  return record(copy_rows(memory_side(to, pitch), array_side(from, x, y, width, height), width,
                          height, kind, nullptr, Wait::until_complete));
}

extern "C" cudaError_t cudaMemcpy2DFromArrayAsync(void *to, size_t pitch, cudaArray_const_t from,
                                                  size_t x, size_t y, size_t width, size_t height,
                                                  cudaMemcpyKind kind, cudaStream_t stream) {
  JARIP_ENTER();
  return record(copy_rows(memory_side(to, pitch), array_side(from, x, y, width, height), width,
                          height, kind, stream, Wait::no));
}

extern "C" cudaError_t cudaMemcpy2DArrayToArray(cudaArray_t to, size_t to_x, size_t to_y,
                                                cudaArray_const_t from, size_t from_x,
                                                size_t from_y, size_t width, size_t height,
                                                cudaMemcpyKind kind) {
  JARIP_ENTER();
  return record(copy_rows(array_side(to, to_x, to_y, width, height),
                          array_side(from, from_x, from_y, width, height), width, height, kind,
                          nullptr, Wait::until_complete));
}

extern "C" cudaError_t cudaMemcpyToArray(cudaArray_t to, size_t x, size_t y, const void *from,
                                         size_t count, cudaMemcpyKind kind) {
  JARIP_ENTER();
  char *memory = const_cast<char *>(static_cast<const char *>(from));
  return record(copy_linear(to, x, y, memory, count, true, kind, nullptr, Wait::until_complete));
}

extern "C" cudaError_t cudaMemcpyToArrayAsync(cudaArray_t to, size_t x, size_t y, const void *from,
                                              size_t count, cudaMemcpyKind kind,
                                              cudaStream_t stream) {
  JARIP_ENTER();
  char *memory = const_cast<char *>(static_cast<const char *>(from));
  return record(copy_linear(to, x, y, memory, count, true, kind, stream, Wait::no));
}

extern "C" cudaError_t cudaMemcpyFromArray(void *to, cudaArray_const_t from, size_t x, size_t y,
                                           size_t count, cudaMemcpyKind kind) {
  JARIP_ENTER();
  return record(copy_linear(from, x, y, static_cast<char *>(to), count, false, kind, nullptr,
                            Wait::until_complete));
}

extern "C" cudaError_t cudaMemcpyFromArrayAsync(void *to, cudaArray_const_t from, size_t x,
                                                size_t y, size_t count, cudaMemcpyKind kind,
                                                cudaStream_t stream) {
  JARIP_ENTER();
  return record(
      copy_linear(from, x, y, static_cast<char *>(to), count, false, kind, stream, Wait::no));
}

// `count` bytes from row to row of both arrays, which need not be equally wide: through the host.
extern "C" cudaError_t cudaMemcpyArrayToArray(cudaArray_t to, size_t to_x, size_t to_y,
                                              cudaArray_const_t from, size_t from_x, size_t from_y,
                                              size_t count, cudaMemcpyKind) {
  JARIP_ENTER();
  char *between = new char[count];
  cudaError_t error = copy_linear(from, from_x, from_y, between, count, false,
                                  cudaMemcpyDeviceToHost, nullptr, Wait::until_complete);
  if (error == cudaSuccess) {
    error = copy_linear(to, to_x, to_y, between, count, true, cudaMemcpyHostToDevice, nullptr,
                        Wait::until_complete);
  }
  delete[] between;
  return record(error);
}
