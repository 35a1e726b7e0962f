// Textures and surfaces: views of memory that device code reads through a JaripTexture.
#pragma once

#include "api.h"
#include "base/array.h"
#include "jarip/texture.h"

namespace jarip {

// What the program described, beside what device code sees of it. `seen` comes first: the handle is
// its address.
struct TextureObject {
  JaripTexture seen;
  Array<JaripTextureLevel> levels;
  cudaResourceDesc resource;
  cudaTextureDesc sampling;
  cudaResourceViewDesc view;
  bool has_view;
};

// A texture or a surface, which the caller deletes; made only on success. Errors as below, and
// cudaErrorInvalidValue for a surface of anything but an array.
cudaError_t make_texture(const cudaResourceDesc &resource, const cudaTextureDesc &sampling,
                         const cudaResourceViewDesc *view, TextureObject **made);
cudaError_t make_surface(const cudaResourceDesc &resource, TextureObject **made);

// Describes the memory of `resource`, or of the part of it that `view` names (nullptr: all).
// cudaErrorInvalidValue, cudaErrorInvalidChannelDescriptor.
cudaError_t describe_resource(const cudaResourceDesc &resource, const cudaResourceViewDesc *view,
                              TextureObject *texture);

// Sets how it is sampled. cudaErrorInvalidFilterSetting, cudaErrorInvalidNormSetting.
cudaError_t describe_sampling(const cudaTextureDesc &sampling, TextureObject *texture);

}  // namespace jarip
