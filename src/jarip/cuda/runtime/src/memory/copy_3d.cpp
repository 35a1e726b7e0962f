// cudaMemcpy3D: boxes of memory or of arrays.
#include "device/device.h"
#include "memory/array.h"
#include "memory/copy_box.h"

namespace jarip {

namespace {

// One side of the copy as it is described: an array, or pitched memory, from a position on.
struct Side {
  const cudaArray *array;
  cudaPitchedPtr memory;
  cudaPos position;
};

struct Place {
  char *pointer;
  size_t pitch;
  size_t slice;
};

// Positions count texels in an array, bytes along x in memory.
cudaError_t locate(const Side &side, size_t width, const cudaExtent &extent, Place *place) {
  const cudaPos &at = side.position;
  if (side.array == nullptr) {
    const cudaPitchedPtr &memory = side.memory;
    if (memory.ptr == nullptr) return cudaErrorInvalidValue;
    *place = {static_cast<char *>(memory.ptr), memory.pitch, memory.pitch * memory.ysize};
    place->pointer += at.z * place->slice + at.y * place->pitch + at.x;
    return cudaSuccess;
  }
  const cudaArray &array = *side.array;
  const size_t x = at.x * array.texel_bytes;
  const size_t row_bytes = array.extent.width * array.texel_bytes;
  if (x > row_bytes || width > row_bytes - x || at.y > array.rows() ||
      extent.height > array.rows() - at.y || at.z > array.slices() ||
      extent.depth > array.slices() - at.z) {
    return cudaErrorInvalidValue;
  }
  *place = {array_position(array, x, at.y, at.z), array.pitch, array.slice};
  return cudaSuccess;
}

// Exactly one of an array and a pointer must be given for a side.
bool one_of(cudaArray_t array, const cudaPitchedPtr &memory) {
  return (array != nullptr) != (memory.ptr != nullptr);
}

}  // namespace

cudaError_t describe_copy(const cudaMemcpy3DParms *p, Copy *copy) {
  if (p == nullptr || !one_of(p->srcArray, p->srcPtr) || !one_of(p->dstArray, p->dstPtr)) {
    return cudaErrorInvalidValue;
  }
  const Side to{resolve_array(p->dstArray), p->dstPtr, p->dstPos};
  const Side from{resolve_array(p->srcArray), p->srcPtr, p->srcPos};
  // The width counts texels as soon as an array takes part; two arrays must agree on their size.
  const cudaArray *array = to.array != nullptr ? to.array : from.array;
  if (to.array != nullptr && from.array != nullptr &&
      to.array->texel_bytes != from.array->texel_bytes) {
    return cudaErrorInvalidValue;
  }
  const size_t width = p->extent.width * (array != nullptr ? array->texel_bytes : 1);
  Place destination;
  Place source;
  cudaError_t error = locate(to, width, p->extent, &destination);
  if (error == cudaSuccess) error = locate(from, width, p->extent, &source);
  if (error != cudaSuccess) return error;
  copy->destination = destination.pointer;
  copy->source = source.pointer;
  copy->width = width;
  copy->height = p->extent.height;
  copy->depth = p->extent.depth;
  copy->destination_pitch = destination.pitch;
  copy->source_pitch = source.pitch;
  copy->destination_slice = destination.slice;
  copy->source_slice = source.slice;
  return cudaSuccess;
}

namespace {

bool is_empty(const cudaExtent &extent) {
  return extent.width == 0 || extent.height == 0 || extent.depth == 0;
}

cudaError_t copy_described(const cudaMemcpy3DParms *p, cudaStream_t stream, Wait wait) {
  if (p != nullptr && is_empty(p->extent)) return cudaSuccess;
  Copy copy;
  const cudaError_t error = describe_copy(p, &copy);
  return error != cudaSuccess ? error : copy_memory(copy, p->kind, resolve_stream(stream), wait);
}

bool is_device(int index) { return index >= 0 && index < device_count(); }

cudaError_t copy_between_devices(const cudaMemcpy3DPeerParms *p, cudaStream_t stream, Wait wait) {
  if (p == nullptr) return cudaErrorInvalidValue;
  if (!is_device(p->srcDevice) || !is_device(p->dstDevice)) return cudaErrorInvalidDevice;
  const cudaMemcpy3DParms same = {p->srcArray, p->srcPos, p->srcPtr, p->dstArray,
                                  p->dstPos,   p->dstPtr, p->extent, cudaMemcpyDeviceToDevice};
  return copy_described(&same, stream, wait);
}

}  // namespace

}  // namespace jarip

using jarip::record;
using jarip::Wait;

extern "C" cudaError_t cudaMemcpy3D(const cudaMemcpy3DParms *parameters) {
  JARIP_ENTER();
  return record(jarip::copy_described(parameters, nullptr, Wait::until_complete));
}

extern "C" cudaError_t cudaMemcpy3DAsync(const cudaMemcpy3DParms *parameters, cudaStream_t stream) {
  JARIP_ENTER();
  return record(jarip::copy_described(parameters, stream, Wait::no));
}

extern "C" cudaError_t cudaMemcpy3DPeer(const cudaMemcpy3DPeerParms *parameters) {
  JARIP_ENTER();
  return record(jarip::copy_between_devices(parameters, nullptr, Wait::until_complete));
}

extern "C" cudaError_t cudaMemcpy3DPeerAsync(const cudaMemcpy3DPeerParms *parameters,
                                             cudaStream_t stream) {
  JARIP_ENTER();
  return record(jarip::copy_between_devices(parameters, stream, Wait::no));
}
