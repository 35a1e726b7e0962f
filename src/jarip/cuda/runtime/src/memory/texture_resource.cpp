// The memory side of textures and surfaces.
#include "memory/array.h"
#include "memory/checked_range.h"
#include "memory/mipmapped_array.h"
#include "memory/texture.h"

namespace jarip {

namespace {

unsigned at_least_one(size_t size) { return size > 0 ? static_cast<unsigned>(size) : 1; }

JaripTextureLevel level_of(const cudaArray &array) {
  return {array.data,
          array.pitch,
          array.slice,
          at_least_one(array.extent.width),
          at_least_one(array.extent.height),
          at_least_one(array.extent.depth),
          0};
}

// Sets components and their type; the format has been checked by texel_bytes().
void set_format(const cudaChannelFormatDesc &format, JaripTexture *seen) {
  const int bits[4] = {format.x, format.y, format.z, format.w};
  unsigned char components = 0;
  while (components < 4 && bits[components] > 0) ++components;
  seen->components = components;
  seen->component_bytes = static_cast<unsigned char>(format.x / 8);
  seen->texel = format.f == cudaChannelFormatKindFloat    ? JARIP_TEXEL_FLOAT
                : format.f == cudaChannelFormatKindSigned ? JARIP_TEXEL_SIGNED
                                                          : JARIP_TEXEL_UNSIGNED;
}

void set_shape(const cudaArray &array, JaripTexture *seen) {
  const bool cube = (array.flags & cudaArrayCubemap) != 0;
  const bool layered = (array.flags & cudaArrayLayered) != 0;
  const bool deep = array.extent.depth > 0 && !cube && !layered;
  seen->dimensions = deep ? 3 : array.extent.height > 0 ? 2 : 1;
  if (layered) seen->flags |= JARIP_TEXTURE_LAYERED;
  if (cube) seen->flags |= JARIP_TEXTURE_CUBEMAP;
}

cudaError_t describe_array(const cudaArray *array, TextureObject *texture) {
  if (array == nullptr) return cudaErrorInvalidResourceHandle;
  set_format(array->format, &texture->seen);
  set_shape(*array, &texture->seen);
  texture->levels.push(level_of(*array));
  return cudaSuccess;
}

cudaError_t describe_mipmap(const cudaMipmappedArray *mipmap, TextureObject *texture) {
  if (mipmap == nullptr) return cudaErrorInvalidResourceHandle;
  const cudaError_t error = describe_array(mipmap->levels[0], texture);
  for (size_t level = 1; level < mipmap->levels.size(); ++level) {
    texture->levels.push(level_of(*mipmap->levels[level]));
  }
  return error;
}

cudaError_t describe_linear(const cudaResourceDesc &resource, TextureObject *texture) {
  const auto &linear = resource.res.linear;
  const size_t texel = texel_bytes(linear.desc);
  if (texel == 0) return cudaErrorInvalidChannelDescriptor;
  if (linear.sizeInBytes < texel) return cudaErrorInvalidValue;
  if (!check_range(linear.devPtr, linear.sizeInBytes).acceptable(true)) {
    return cudaErrorInvalidValue;
  }
  set_format(linear.desc, &texture->seen);
  texture->seen.dimensions = 1;
  texture->seen.flags |= JARIP_TEXTURE_LINEAR_MEMORY;
  texture->levels.push({linear.devPtr, linear.sizeInBytes, linear.sizeInBytes,
                        static_cast<unsigned>(linear.sizeInBytes / texel), 1, 1, 0});
  return cudaSuccess;
}

cudaError_t describe_pitched(const cudaResourceDesc &resource, TextureObject *texture) {
  const auto &plane = resource.res.pitch2D;
  const size_t texel = texel_bytes(plane.desc);
  if (texel == 0) return cudaErrorInvalidChannelDescriptor;
  if (plane.width == 0 || plane.height == 0 || plane.pitchInBytes < plane.width * texel) {
    return cudaErrorInvalidValue;
  }
  const size_t span = (plane.height - 1) * plane.pitchInBytes + plane.width * texel;
  if (!check_range(plane.devPtr, span).acceptable(true)) return cudaErrorInvalidValue;
  set_format(plane.desc, &texture->seen);
  texture->seen.dimensions = 2;
  texture->levels.push({plane.devPtr, plane.pitchInBytes, plane.pitchInBytes * plane.height,
                        static_cast<unsigned>(plane.width), static_cast<unsigned>(plane.height), 1,
                        0});
  return cudaSuccess;
}

cudaError_t describe_whole(const cudaResourceDesc &resource, TextureObject *texture) {
  switch (resource.resType) {
    case cudaResourceTypeArray:
      return describe_array(resolve_array(resource.res.array.array), texture);
    case cudaResourceTypeMipmappedArray:
      return describe_mipmap(resolve_mipmapped_array(resource.res.mipmap.mipmap), texture);
    case cudaResourceTypeLinear:
      return describe_linear(resource, texture);
    case cudaResourceTypePitch2D:
      return describe_pitched(resource, texture);
  }
  return cudaErrorInvalidValue;
}

// A view may leave out levels and layers; it may not reinterpret texels.
cudaError_t apply_view(const cudaResourceViewDesc &view, TextureObject *texture) {
  if (view.format != cudaResViewFormatNone &&
      view.format >= cudaResViewFormatUnsignedBlockCompressed1) {
    return cudaErrorNotSupported;
  }
  Array<JaripTextureLevel> &levels = texture->levels;
  if (view.lastMipmapLevel < view.firstMipmapLevel || view.lastMipmapLevel >= levels.size()) {
    return cudaErrorInvalidValue;
  }
  const size_t count = view.lastMipmapLevel - view.firstMipmapLevel + 1;
  for (size_t level = 0; level < count; ++level)
    levels[level] = levels[level + view.firstMipmapLevel];
  while (levels.size() > count) levels.pop();
  if ((texture->seen.flags & JARIP_TEXTURE_LAYERED) == 0) return cudaSuccess;
  for (JaripTextureLevel &level : levels) {
    if (view.lastLayer < view.firstLayer || view.lastLayer >= level.depth) {
      return cudaErrorInvalidValue;
    }
    level.data = static_cast<char *>(level.data) + view.firstLayer * level.slice_bytes;
    level.depth = view.lastLayer - view.firstLayer + 1;
  }
  return cudaSuccess;
}

}  // namespace

cudaError_t describe_resource(const cudaResourceDesc &resource, const cudaResourceViewDesc *view,
                              TextureObject *texture) {
  cudaError_t error = describe_whole(resource, texture);
  if (error == cudaSuccess && view != nullptr) error = apply_view(*view, texture);
  if (error != cudaSuccess) return error;
  texture->resource = resource;
  texture->seen.base = texture->levels[0];
  texture->seen.levels = texture->levels.data();
  texture->seen.level_count = static_cast<unsigned>(texture->levels.size());
  return cudaSuccess;
}

}  // namespace jarip
