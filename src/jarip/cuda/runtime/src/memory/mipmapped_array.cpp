#include "memory/mipmapped_array.h"

#include "device/device.h"
#include "stream/event.h"
#include "stream/scheduler.h"

namespace jarip {

namespace {

constexpr uint32_t kMagic = 0x4a4d4950;  // "JMIP"

size_t halved(size_t size, unsigned times) {
  if (size == 0) return 0;
  const size_t half = size >> times;
  return half > 0 ? half : 1;
}

// Layers and the faces of cubes do not become fewer from level to level.
cudaExtent level_extent(const cudaExtent &extent, unsigned level, unsigned flags) {
  const bool keeps_depth = (flags & (cudaArrayLayered | cudaArrayCubemap)) != 0;
  return {halved(extent.width, level), halved(extent.height, level),
          keeps_depth ? extent.depth : halved(extent.depth, level)};
}

// As many levels as halving the largest side to one texel gives.
unsigned most_levels(const cudaExtent &extent, unsigned flags) {
  const bool keeps_depth = (flags & (cudaArrayLayered | cudaArrayCubemap)) != 0;
  size_t largest = extent.width > extent.height ? extent.width : extent.height;
  if (!keeps_depth && extent.depth > largest) largest = extent.depth;
  unsigned levels = 1;
  while (largest > 1) {
    largest >>= 1;
    ++levels;
  }
  return levels;
}

void destroy(cudaMipmappedArray *mipmap) {
  for (cudaArray *level : mipmap->levels) destroy_array(level);
  mipmap->magic = 0;
  delete mipmap;
}

cudaError_t create(cudaMipmappedArray_t *handle, const cudaChannelFormatDesc &format,
                   const cudaExtent &extent, unsigned count, unsigned flags) {
  const unsigned most = most_levels(extent, flags);
  if (count == 0) return cudaErrorInvalidValue;
  if (count > most) count = most;
  auto *mipmap = new cudaMipmappedArray{};
  mipmap->magic = kMagic;
  for (unsigned level = 0; level < count; ++level) {
    cudaArray_t array = nullptr;
    const cudaError_t error =
        create_array(&array, format, level_extent(extent, level, flags), flags, current_device());
    if (error != cudaSuccess) {
      destroy(mipmap);
      return error;
    }
    mipmap->levels.push(array);
  }
  *handle = mipmap;
  return cudaSuccess;
}

}  // namespace

cudaMipmappedArray *resolve_mipmapped_array(cudaMipmappedArray_const_t handle) {
  return handle != nullptr && handle->magic == kMagic ? const_cast<cudaMipmappedArray *>(handle)
                                                      : nullptr;
}

}  // namespace jarip

using jarip::record;

extern "C" cudaError_t cudaMallocMipmappedArray(cudaMipmappedArray_t *handle,
                                                const cudaChannelFormatDesc *format,
                                                cudaExtent extent, unsigned int levels,
                                                unsigned int flags) {
  JARIP_ENTER();
  if (handle == nullptr || format == nullptr) return record(cudaErrorInvalidValue);
  return record(jarip::create(handle, *format, extent, levels, flags));
}

extern "C" cudaError_t cudaFreeMipmappedArray(cudaMipmappedArray_t handle) {
  JARIP_ENTER();
  if (handle == nullptr) return cudaSuccess;
  cudaMipmappedArray *mipmap = jarip::resolve_mipmapped_array(handle);
  if (mipmap == nullptr) return record(cudaErrorInvalidResourceHandle);
  jarip::wait_device(jarip::current_device());
  jarip::destroy(mipmap);
  return record(jarip::after_synchronization());
}

extern "C" cudaError_t cudaGetMipmappedArrayLevel(cudaArray_t *array,
                                                  cudaMipmappedArray_const_t handle,
                                                  unsigned int level) {
  JARIP_ENTER();
  const cudaMipmappedArray *mipmap = jarip::resolve_mipmapped_array(handle);
  if (mipmap == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (array == nullptr || level >= mipmap->levels.size()) return record(cudaErrorInvalidValue);
  *array = mipmap->levels[level];
  return cudaSuccess;
}

extern "C" cudaError_t cudaMipmappedArrayGetMemoryRequirements(
    cudaArrayMemoryRequirements *requirements, cudaMipmappedArray_t handle, int device) {
  JARIP_ENTER();
  const cudaMipmappedArray *mipmap = jarip::resolve_mipmapped_array(handle);
  if (mipmap == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (requirements == nullptr) return record(cudaErrorInvalidValue);
  cudaArrayMemoryRequirements all = {};
  for (cudaArray *level : mipmap->levels) {
    cudaArrayMemoryRequirements one;
    const cudaError_t error = cudaArrayGetMemoryRequirements(&one, level, device);
    if (error != cudaSuccess) return error;
    all.size += one.size;
    all.alignment = one.alignment;
  }
  *requirements = all;
  return cudaSuccess;
}
