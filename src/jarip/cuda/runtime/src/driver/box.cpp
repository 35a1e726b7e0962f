#include "driver/box.h"

#include "driver/call.h"
#include "memory/array.h"

namespace jarip {

namespace {

struct Place {
  char *pointer;
  size_t pitch;
  size_t slice;
};

void *pointer_of(CUmemorytype type, const void *host, CUdeviceptr device) {
  return type == CU_MEMORYTYPE_HOST ? const_cast<void *>(host) : at(device);
}

cudaError_t locate_in_array(const BoxSide &side, const Box &box, Place *place) {
  const cudaArray *array = resolve_array(same<cudaArray_t>(side.array));
  if (array == nullptr) return cudaErrorInvalidResourceHandle;
  const size_t row_bytes = array->extent.width * array->texel_bytes;
  const bool inside = side.x <= row_bytes && box.width <= row_bytes - side.x &&
                      side.y <= array->rows() && box.height <= array->rows() - side.y &&
                      side.z <= array->slices() && box.depth <= array->slices() - side.z;
  if (!inside) return cudaErrorInvalidValue;
  *place = {array_position(*array, side.x, side.y, side.z), array->pitch, array->slice};
  return cudaSuccess;
}

cudaError_t locate(const BoxSide &side, const Box &box, Place *place) {
  if (side.type == CU_MEMORYTYPE_ARRAY) return locate_in_array(side, box, place);
  if (side.pointer == nullptr) return cudaErrorInvalidValue;
  const size_t pitch = side.pitch != 0 ? side.pitch : box.width;
  const size_t slice = pitch * (side.height != 0 ? side.height : box.height);
  *place = {static_cast<char *>(side.pointer), pitch, slice};
  place->pointer += side.z * slice + side.y * pitch + side.x;
  return cudaSuccess;
}

bool is_type(CUmemorytype type) {
  return type >= CU_MEMORYTYPE_HOST && type <= CU_MEMORYTYPE_UNIFIED;
}

cudaMemcpyKind kind_of(CUmemorytype to, CUmemorytype from) {
  if (to == CU_MEMORYTYPE_UNIFIED || from == CU_MEMORYTYPE_UNIFIED) return cudaMemcpyDefault;
  if (from == CU_MEMORYTYPE_HOST) {
    return to == CU_MEMORYTYPE_HOST ? cudaMemcpyHostToHost : cudaMemcpyHostToDevice;
  }
  return to == CU_MEMORYTYPE_HOST ? cudaMemcpyDeviceToHost : cudaMemcpyDeviceToDevice;
}

template <typename Parameters>
Box box_of_3d(const Parameters &p) {
  const BoxSide to{p.dstMemoryType, pointer_of(p.dstMemoryType, p.dstHost, p.dstDevice),
                   p.dstArray,      p.dstXInBytes,
                   p.dstY,          p.dstZ,
                   p.dstPitch,      p.dstHeight};
  const BoxSide from{p.srcMemoryType, pointer_of(p.srcMemoryType, p.srcHost, p.srcDevice),
                     p.srcArray,      p.srcXInBytes,
                     p.srcY,          p.srcZ,
                     p.srcPitch,      p.srcHeight};
  return {to, from, p.WidthInBytes, p.Height, p.Depth};
}

}  // namespace

Box box_of(const CUDA_MEMCPY2D &p) {
  const BoxSide to{p.dstMemoryType, pointer_of(p.dstMemoryType, p.dstHost, p.dstDevice),
                   p.dstArray,      p.dstXInBytes,
                   p.dstY,          0,
                   p.dstPitch,      0};
  const BoxSide from{p.srcMemoryType, pointer_of(p.srcMemoryType, p.srcHost, p.srcDevice),
                     p.srcArray,      p.srcXInBytes,
                     p.srcY,          0,
                     p.srcPitch,      0};
  return {to, from, p.WidthInBytes, p.Height, 1};
}

Box box_of(const CUDA_MEMCPY3D &parameters) { return box_of_3d(parameters); }
Box box_of(const CUDA_MEMCPY3D_PEER &parameters) { return box_of_3d(parameters); }

cudaError_t describe_box(const Box &box, Copy *copy, cudaMemcpyKind *kind) {
  if (!is_type(box.to.type) || !is_type(box.from.type)) return cudaErrorInvalidValue;
  Place to;
  Place from;
  cudaError_t error = locate(box.to, box, &to);
  if (error == cudaSuccess) error = locate(box.from, box, &from);
  if (error != cudaSuccess) return error;
  *copy = {to.pointer, from.pointer, box.width, box.height, box.depth,
           to.pitch,   from.pitch,   to.slice,  from.slice};
  *kind = kind_of(box.to.type, box.from.type);
  return cudaSuccess;
}

// Arrays have become pointers when the copy was made.
CUDA_MEMCPY3D driver_copy(const cudaMemcpy3DParms &p) {
  CUDA_MEMCPY3D copy{};
  copy.srcMemoryType = CU_MEMORYTYPE_UNIFIED;
  copy.srcDevice = same<CUdeviceptr>(p.srcPtr.ptr);
  copy.srcPitch = p.srcPtr.pitch;
  copy.srcHeight = p.srcPtr.ysize;
  copy.srcXInBytes = p.srcPos.x;
  copy.srcY = p.srcPos.y;
  copy.srcZ = p.srcPos.z;
  copy.dstMemoryType = CU_MEMORYTYPE_UNIFIED;
  copy.dstDevice = same<CUdeviceptr>(p.dstPtr.ptr);
  copy.dstPitch = p.dstPtr.pitch;
  copy.dstHeight = p.dstPtr.ysize;
  copy.dstXInBytes = p.dstPos.x;
  copy.dstY = p.dstPos.y;
  copy.dstZ = p.dstPos.z;
  copy.WidthInBytes = p.extent.width;
  copy.Height = p.extent.height;
  copy.Depth = p.extent.depth;
  return copy;
}

}  // namespace jarip
