#include "memory/texture.h"

#include <string.h>

namespace jarip {

namespace {

constexpr uint32_t kTextureMagic = 0x4a544558;  // "JTEX"
constexpr uint32_t kSurfaceMagic = 0x4a535246;  // "JSRF"

TextureObject *resolve(unsigned long long handle, uint32_t magic) {
  auto *texture = reinterpret_cast<TextureObject *>(handle);
  return texture != nullptr && texture->seen.magic == magic ? texture : nullptr;
}

cudaError_t create_texture(cudaTextureObject_t *handle, const cudaResourceDesc *resource,
                           const cudaTextureDesc *sampling, const cudaResourceViewDesc *view) {
  if (handle == nullptr || resource == nullptr || sampling == nullptr) return cudaErrorInvalidValue;
  TextureObject *texture = nullptr;
  const cudaError_t error = make_texture(*resource, *sampling, view, &texture);
  if (error == cudaSuccess) *handle = reinterpret_cast<cudaTextureObject_t>(texture);
  return error;
}

cudaError_t create_surface(cudaSurfaceObject_t *handle, const cudaResourceDesc *resource) {
  if (handle == nullptr || resource == nullptr) return cudaErrorInvalidValue;
  TextureObject *surface = nullptr;
  const cudaError_t error = make_surface(*resource, &surface);
  if (error == cudaSuccess) *handle = reinterpret_cast<cudaSurfaceObject_t>(surface);
  return error;
}

// Only normalized coordinates repeat; others are clamped.
unsigned char address_mode(cudaTextureAddressMode mode, bool normalized) {
  const bool repeats = mode == cudaAddressModeWrap || mode == cudaAddressModeMirror;
  return static_cast<unsigned char>(repeats && !normalized ? cudaAddressModeClamp : mode);
}

// How a kernel's own code may read it, if it may.
unsigned char form_of(const JaripTexture &seen) {
  const bool linear_memory = (seen.flags & JARIP_TEXTURE_LINEAR_MEMORY) != 0;
  const bool small = seen.base.slice_bytes * seen.base.depth < (1ull << 31);
  if (seen.level_count > 1 || (seen.flags & JARIP_TEXTURE_SRGB) || !(small || linear_memory)) {
    return JARIP_FORM_GENERAL;
  }
  if (seen.flags & JARIP_TEXTURE_READ_NORMALIZED) {
    const bool bytes = seen.component_bytes == 1 && seen.texel == JARIP_TEXEL_UNSIGNED;
    return bytes ? JARIP_FORM_FRACTIONS : JARIP_FORM_GENERAL;
  }
  const bool half = seen.texel == JARIP_TEXEL_FLOAT && seen.component_bytes == 2;
  return half ? JARIP_FORM_GENERAL : JARIP_FORM_STORED;
}

// Destroying nothing is no error.
cudaError_t destroy(unsigned long long handle, uint32_t magic) {
  if (handle == 0) return cudaSuccess;
  TextureObject *texture = resolve(handle, magic);
  if (texture == nullptr) return cudaErrorInvalidValue;
  texture->seen.magic = 0;
  delete texture;
  return cudaSuccess;
}

}  // namespace

cudaError_t make_texture(const cudaResourceDesc &resource, const cudaTextureDesc &sampling,
                         const cudaResourceViewDesc *view, TextureObject **made) {
  auto *texture = new TextureObject{};
  cudaError_t error = describe_resource(resource, view, texture);
  if (error == cudaSuccess) error = describe_sampling(sampling, texture);
  if (error != cudaSuccess) {
    delete texture;
    return error;
  }
  texture->has_view = view != nullptr;
  if (view != nullptr) texture->view = *view;
  texture->seen.magic = kTextureMagic;
  *made = texture;
  return cudaSuccess;
}

cudaError_t make_surface(const cudaResourceDesc &resource, TextureObject **made) {
  if (resource.resType != cudaResourceTypeArray) return cudaErrorInvalidValue;
  auto *surface = new TextureObject{};
  const cudaError_t error = describe_resource(resource, nullptr, surface);
  if (error != cudaSuccess) {
    delete surface;
    return error;
  }
  surface->seen.magic = kSurfaceMagic;
  *made = surface;
  return cudaSuccess;
}

cudaError_t describe_sampling(const cudaTextureDesc &sampling, TextureObject *texture) {
  JaripTexture &seen = texture->seen;
  const bool integers = seen.texel != JARIP_TEXEL_FLOAT;
  const bool as_float = sampling.readMode == cudaReadModeNormalizedFloat;
  if (sampling.filterMode == cudaFilterModeLinear && integers && !as_float) {
    return cudaErrorInvalidFilterSetting;
  }
  if (as_float && integers && seen.component_bytes == 4) return cudaErrorInvalidNormSetting;
  const bool normalized = sampling.normalizedCoords != 0;
  for (int axis = 0; axis < 3; ++axis) {
    seen.address[axis] = address_mode(sampling.addressMode[axis], normalized);
  }
  if (normalized) seen.flags |= JARIP_TEXTURE_NORMALIZED_COORDINATES;
  if (sampling.filterMode == cudaFilterModeLinear) seen.flags |= JARIP_TEXTURE_LINEAR_FILTER;
  if (sampling.mipmapFilterMode == cudaFilterModeLinear) {
    seen.flags |= JARIP_TEXTURE_LINEAR_BETWEEN_LEVELS;
  }
  if (as_float && integers) seen.flags |= JARIP_TEXTURE_READ_NORMALIZED;
  if (sampling.sRGB != 0) seen.flags |= JARIP_TEXTURE_SRGB;
  memcpy(seen.border, sampling.borderColor, sizeof seen.border);
  seen.level_bias = sampling.mipmapLevelBias;
  seen.least_level = sampling.minMipmapLevelClamp;
  seen.greatest_level = sampling.maxMipmapLevelClamp;
  seen.form = form_of(seen);
  texture->sampling = sampling;
  return cudaSuccess;
}

}  // namespace jarip

using jarip::record;
using jarip::TextureObject;

extern "C" cudaError_t cudaCreateTextureObject(cudaTextureObject_t *handle,
                                               const cudaResourceDesc *resource,
                                               const cudaTextureDesc *sampling,
                                               const cudaResourceViewDesc *view) {
  JARIP_ENTER();
  return record(jarip::create_texture(handle, resource, sampling, view));
}

extern "C" cudaError_t cudaDestroyTextureObject(cudaTextureObject_t handle) {
  JARIP_ENTER();
  return record(jarip::destroy(handle, jarip::kTextureMagic));
}

extern "C" cudaError_t cudaGetTextureObjectResourceDesc(cudaResourceDesc *resource,
                                                        cudaTextureObject_t handle) {
  JARIP_ENTER();
  const TextureObject *texture = jarip::resolve(handle, jarip::kTextureMagic);
  if (texture == nullptr || resource == nullptr) return record(cudaErrorInvalidValue);
  *resource = texture->resource;
  return cudaSuccess;
}

extern "C" cudaError_t cudaGetTextureObjectTextureDesc(cudaTextureDesc *sampling,
                                                       cudaTextureObject_t handle) {
  JARIP_ENTER();
  const TextureObject *texture = jarip::resolve(handle, jarip::kTextureMagic);
  if (texture == nullptr || sampling == nullptr) return record(cudaErrorInvalidValue);
  *sampling = texture->sampling;
  return cudaSuccess;
}

extern "C" cudaError_t cudaGetTextureObjectResourceViewDesc(cudaResourceViewDesc *view,
                                                            cudaTextureObject_t handle) {
  JARIP_ENTER();
  const TextureObject *texture = jarip::resolve(handle, jarip::kTextureMagic);
  if (texture == nullptr || view == nullptr || !texture->has_view) {
    return record(cudaErrorInvalidValue);
  }
  *view = texture->view;
  return cudaSuccess;
}

extern "C" cudaError_t cudaCreateSurfaceObject(cudaSurfaceObject_t *handle,
                                               const cudaResourceDesc *resource) {
  JARIP_ENTER();
  return record(jarip::create_surface(handle, resource));
}

extern "C" cudaError_t cudaDestroySurfaceObject(cudaSurfaceObject_t handle) {
  JARIP_ENTER();
  return record(jarip::destroy(handle, jarip::kSurfaceMagic));
}

extern "C" cudaError_t cudaGetSurfaceObjectResourceDesc(cudaResourceDesc *resource,
                                                        cudaSurfaceObject_t handle) {
  JARIP_ENTER();
  const TextureObject *surface = jarip::resolve(handle, jarip::kSurfaceMagic);
  if (surface == nullptr || resource == nullptr) return record(cudaErrorInvalidValue);
  *resource = surface->resource;
  return cudaSuccess;
}

extern "C" cudaError_t cudaDeviceGetTexture1DLinearMaxWidth(size_t *texels,
                                                            const cudaChannelFormatDesc *,
                                                            int device) {
  JARIP_ENTER();
  int most = 0;
  const cudaError_t error =
      cudaDeviceGetAttribute(&most, cudaDevAttrMaxTexture1DLinearWidth, device);
  if (error != cudaSuccess) return error;
  if (texels == nullptr) return record(cudaErrorInvalidValue);
  *texels = static_cast<size_t>(most);
  return cudaSuccess;
}
