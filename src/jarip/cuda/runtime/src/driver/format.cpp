#include "driver/format.h"

#include "driver/call.h"
#include "memory/array.h"
#include "memory/mipmapped_array.h"

namespace jarip {

namespace {

struct Format {
  CUarray_format number;
  int bits;
  cudaChannelFormatKind kind;
};

constexpr Format kFormats[] = {
    {CU_AD_FORMAT_UNSIGNED_INT8, 8, cudaChannelFormatKindUnsigned},
    {CU_AD_FORMAT_UNSIGNED_INT16, 16, cudaChannelFormatKindUnsigned},
    {CU_AD_FORMAT_UNSIGNED_INT32, 32, cudaChannelFormatKindUnsigned},
    {CU_AD_FORMAT_SIGNED_INT8, 8, cudaChannelFormatKindSigned},
    {CU_AD_FORMAT_SIGNED_INT16, 16, cudaChannelFormatKindSigned},
    {CU_AD_FORMAT_SIGNED_INT32, 32, cudaChannelFormatKindSigned},
    {CU_AD_FORMAT_HALF, 16, cudaChannelFormatKindFloat},
    {CU_AD_FORMAT_FLOAT, 32, cudaChannelFormatKindFloat},
};

// The format of the memory a texture reads.
cudaChannelFormatDesc format_of(const CUDA_RESOURCE_DESC &resource) {
  switch (resource.resType) {
    case CU_RESOURCE_TYPE_ARRAY: {
      const cudaArray *array = resolve_array(same<cudaArray_t>(resource.res.array.hArray));
      return array != nullptr ? array->format : cudaChannelFormatDesc{};
    }
    case CU_RESOURCE_TYPE_MIPMAPPED_ARRAY: {
      const cudaMipmappedArray *array = resolve_mipmapped_array(
          same<cudaMipmappedArray_t>(resource.res.mipmap.hMipmappedArray));
      return array != nullptr ? array->levels[0]->format : cudaChannelFormatDesc{};
    }
    case CU_RESOURCE_TYPE_LINEAR:
      return channel_format(resource.res.linear.format, resource.res.linear.numChannels);
    case CU_RESOURCE_TYPE_PITCH2D:
      return channel_format(resource.res.pitch2D.format, resource.res.pitch2D.numChannels);
  }
  return {};
}

bool can_be_normalized(const cudaChannelFormatDesc &format) {
  const bool integer =
      format.f == cudaChannelFormatKindUnsigned || format.f == cudaChannelFormatKindSigned;
  return integer && format.x <= 16;
}

}  // namespace

cudaChannelFormatDesc channel_format(CUarray_format number, unsigned channels) {
  for (const Format &format : kFormats) {
    if (format.number != number) continue;
    const auto bits = [&](unsigned channel) { return channels > channel ? format.bits : 0; };
    return {bits(0), bits(1), bits(2), bits(3), format.kind};
  }
  return {0, 0, 0, 0, cudaChannelFormatKindNone};
}

CUarray_format array_format(const cudaChannelFormatDesc &wanted) {
  for (const Format &format : kFormats) {
    if (format.bits == wanted.x && format.kind == wanted.f) return format.number;
  }
  return {};
}

unsigned channel_count(const cudaChannelFormatDesc &format) {
  return unsigned{format.x > 0} + (format.y > 0) + (format.z > 0) + (format.w > 0);
}

cudaResourceDesc runtime_resource(const CUDA_RESOURCE_DESC &own) {
  cudaResourceDesc resource{};
  resource.resType = same<cudaResourceType>(own.resType);
  switch (own.resType) {
    case CU_RESOURCE_TYPE_ARRAY:
      resource.res.array.array = same<cudaArray_t>(own.res.array.hArray);
      break;
    case CU_RESOURCE_TYPE_MIPMAPPED_ARRAY:
      resource.res.mipmap.mipmap = same<cudaMipmappedArray_t>(own.res.mipmap.hMipmappedArray);
      break;
    case CU_RESOURCE_TYPE_LINEAR:
      resource.res.linear = {at(own.res.linear.devPtr), format_of(own), own.res.linear.sizeInBytes};
      break;
    case CU_RESOURCE_TYPE_PITCH2D: {
      const auto &plane = own.res.pitch2D;
      resource.res.pitch2D = {at(plane.devPtr), format_of(own), plane.width, plane.height,
                              plane.pitchInBytes};
      break;
    }
  }
  return resource;
}

CUDA_RESOURCE_DESC driver_resource(const cudaResourceDesc &other) {
  CUDA_RESOURCE_DESC resource{};
  resource.resType = same<CUresourcetype>(other.resType);
  switch (other.resType) {
    case cudaResourceTypeArray:
      resource.res.array.hArray = same<CUarray>(other.res.array.array);
      break;
    case cudaResourceTypeMipmappedArray:
      resource.res.mipmap.hMipmappedArray = same<CUmipmappedArray>(other.res.mipmap.mipmap);
      break;
    case cudaResourceTypeLinear: {
      const auto &line = other.res.linear;
      resource.res.linear = {same<CUdeviceptr>(line.devPtr), array_format(line.desc),
                             channel_count(line.desc), line.sizeInBytes};
      break;
    }
    case cudaResourceTypePitch2D: {
      const auto &plane = other.res.pitch2D;
      resource.res.pitch2D = {same<CUdeviceptr>(plane.devPtr),
                              array_format(plane.desc),
                              channel_count(plane.desc),
                              plane.width,
                              plane.height,
                              plane.pitchInBytes};
      break;
    }
  }
  return resource;
}

cudaTextureDesc runtime_sampling(const CUDA_TEXTURE_DESC &own,
                                 const CUDA_RESOURCE_DESC &resource) {
  cudaTextureDesc sampling{};
  memcpy(sampling.addressMode, own.addressMode, sizeof sampling.addressMode);
  sampling.filterMode = same<cudaTextureFilterMode>(own.filterMode);
  const bool as_integer = (own.flags & CU_TRSF_READ_AS_INTEGER) != 0;
  sampling.readMode = !as_integer && can_be_normalized(format_of(resource))
                          ? cudaReadModeNormalizedFloat
                          : cudaReadModeElementType;
  sampling.sRGB = (own.flags & CU_TRSF_SRGB) != 0;
  sampling.normalizedCoords = (own.flags & CU_TRSF_NORMALIZED_COORDINATES) != 0;
  sampling.disableTrilinearOptimization =
      (own.flags & CU_TRSF_DISABLE_TRILINEAR_OPTIMIZATION) != 0;
  sampling.seamlessCubemap = (own.flags & CU_TRSF_SEAMLESS_CUBEMAP) != 0;
  memcpy(sampling.borderColor, own.borderColor, sizeof sampling.borderColor);
  sampling.maxAnisotropy = own.maxAnisotropy;
  sampling.mipmapFilterMode = same<cudaTextureFilterMode>(own.mipmapFilterMode);
  sampling.mipmapLevelBias = own.mipmapLevelBias;
  sampling.minMipmapLevelClamp = own.minMipmapLevelClamp;
  sampling.maxMipmapLevelClamp = own.maxMipmapLevelClamp;
  return sampling;
}

CUDA_TEXTURE_DESC driver_sampling(const cudaTextureDesc &other) {
  CUDA_TEXTURE_DESC sampling{};
  memcpy(sampling.addressMode, other.addressMode, sizeof sampling.addressMode);
  sampling.filterMode = same<CUfilter_mode>(other.filterMode);
  sampling.flags =
      (other.readMode == cudaReadModeElementType ? CU_TRSF_READ_AS_INTEGER : 0u) |
      (other.sRGB ? CU_TRSF_SRGB : 0u) |
      (other.normalizedCoords ? CU_TRSF_NORMALIZED_COORDINATES : 0u) |
      (other.disableTrilinearOptimization ? CU_TRSF_DISABLE_TRILINEAR_OPTIMIZATION : 0u) |
      (other.seamlessCubemap ? CU_TRSF_SEAMLESS_CUBEMAP : 0u);
  sampling.maxAnisotropy = other.maxAnisotropy;
  sampling.mipmapFilterMode = same<CUfilter_mode>(other.mipmapFilterMode);
  sampling.mipmapLevelBias = other.mipmapLevelBias;
  sampling.minMipmapLevelClamp = other.minMipmapLevelClamp;
  sampling.maxMipmapLevelClamp = other.maxMipmapLevelClamp;
  memcpy(sampling.borderColor, other.borderColor, sizeof sampling.borderColor);
  return sampling;
}

}  // namespace jarip
