#include "memory/array.h"

#include "device/device.h"
#include "memory/allocation.h"
#include "memory/backing.h"
#include "stream/event.h"
#include "stream/scheduler.h"

namespace jarip {

namespace {

constexpr uint32_t kArrayMagic = 0x4a415252;  // "JARR"
constexpr size_t kRowAlignment = 64;

bool is_whole(const cudaExtent &extent, unsigned flags) {
  if (extent.width == 0) return false;
  if ((flags & cudaArrayCubemap) != 0) {
    return extent.width == extent.height && extent.depth % 6 == 0 && extent.depth > 0;
  }
  return extent.depth == 0 || extent.height > 0 || (flags & cudaArrayLayered) != 0;
}

}  // namespace

size_t texel_bytes(const cudaChannelFormatDesc &format) {
  const int bits[4] = {format.x, format.y, format.z, format.w};
  size_t components = 0;
  while (components < 4 && bits[components] > 0) ++components;
  if (components == 0 || components == 3) return 0;
  for (size_t index = 0; index < 4; ++index) {
    if (bits[index] != (index < components ? bits[0] : 0)) return 0;
  }
  if (bits[0] != 8 && bits[0] != 16 && bits[0] != 32) return 0;
  return components * static_cast<size_t>(bits[0]) / 8;
}

cudaArray *resolve_array(cudaArray_const_t handle) {
  return handle != nullptr && handle->magic == kArrayMagic ? const_cast<cudaArray *>(handle)
                                                           : nullptr;
}

cudaError_t create_array(cudaArray_t *handle, const cudaChannelFormatDesc &format,
                         cudaExtent extent, unsigned flags, Device &device) {
  const size_t texel = texel_bytes(format);
  if (texel == 0) return cudaErrorInvalidChannelDescriptor;
  if (!is_whole(extent, flags)) return cudaErrorInvalidValue;
  auto *array = new cudaArray{kArrayMagic, format, extent, flags, texel, 0, 0, nullptr, &device};
  array->pitch = (extent.width * texel + kRowAlignment - 1) / kRowAlignment * kRowAlignment;
  array->slice = array->pitch * array->rows();
  void *memory = nullptr;
  const cudaError_t error =
      allocate(&memory, array->slice * array->slices(), MemoryKind::device, device, 0);
  if (error != cudaSuccess) {
    delete array;
    return error;
  }
  array->data = static_cast<char *>(memory);
  *handle = array;
  return cudaSuccess;
}

cudaError_t destroy_array(cudaArray_t handle) {
  cudaArray *array = resolve_array(handle);
  if (array == nullptr) return cudaErrorInvalidResourceHandle;
  deallocate(array->data, MemoryKind::device, MemoryKind::device);
  array->magic = 0;
  delete array;
  return cudaSuccess;
}

char *array_position(const cudaArray &array, size_t x, size_t y, size_t z) {
  if (x > array.extent.width * array.texel_bytes || y >= array.rows() || z >= array.slices()) {
    return nullptr;
  }
  return array.data + z * array.slice + y * array.pitch + x;
}

}  // namespace jarip

using jarip::record;

extern "C" cudaError_t cudaMallocArray(cudaArray_t *array, const cudaChannelFormatDesc *format,
                                       size_t width, size_t height, unsigned int flags) {
  JARIP_ENTER();
  if (array == nullptr || format == nullptr) return record(cudaErrorInvalidValue);
  return record(jarip::create_array(array, *format, cudaExtent{width, height, 0}, flags,
                                    jarip::current_device()));
}

extern "C" cudaError_t cudaMalloc3DArray(cudaArray_t *array, const cudaChannelFormatDesc *format,
                                         cudaExtent extent, unsigned int flags) {
  JARIP_ENTER();
  if (array == nullptr || format == nullptr) return record(cudaErrorInvalidValue);
  return record(jarip::create_array(array, *format, extent, flags, jarip::current_device()));
}

extern "C" cudaError_t cudaFreeArray(cudaArray_t array) {
  JARIP_ENTER();
  if (array == nullptr) return cudaSuccess;
  jarip::wait_device(jarip::current_device());
  const cudaError_t kernels = jarip::after_synchronization();
  return record(kernels != cudaSuccess ? kernels : jarip::destroy_array(array));
}

extern "C" cudaError_t cudaArrayGetInfo(cudaChannelFormatDesc *format, cudaExtent *extent,
                                        unsigned int *flags, cudaArray_t handle) {
  JARIP_ENTER();
  const cudaArray *array = jarip::resolve_array(handle);
  if (array == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (format != nullptr) *format = array->format;
  if (extent != nullptr) *extent = array->extent;
  if (flags != nullptr) *flags = array->flags;
  return cudaSuccess;
}

extern "C" cudaError_t cudaArrayGetMemoryRequirements(cudaArrayMemoryRequirements *requirements,
                                                      cudaArray_t handle, int) {
  JARIP_ENTER();
  const cudaArray *array = jarip::resolve_array(handle);
  if (array == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (requirements == nullptr) return record(cudaErrorInvalidValue);
  *requirements = {};
  requirements->size = array->slice * array->slices();
  requirements->alignment = jarip::kMemoryAlignment;
  return cudaSuccess;
}

extern "C" cudaError_t cudaGetChannelDesc(cudaChannelFormatDesc *format, cudaArray_const_t handle) {
  JARIP_ENTER();
  const cudaArray *array = jarip::resolve_array(handle);
  if (array == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (format == nullptr) return record(cudaErrorInvalidValue);
  *format = array->format;
  return cudaSuccess;
}

extern "C" cudaChannelFormatDesc cudaCreateChannelDesc(int x, int y, int z, int w,
                                                       cudaChannelFormatKind kind) {
  return {x, y, z, w, kind};
}
