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

// Describes the memory of `resource`, or of the part of it that `view` names (nullptr: all).
// cudaErrorInvalidValue, cudaErrorInvalidChannelDescriptor.
cudaError_t describe_resource(const cudaResourceDesc &resource, const cudaResourceViewDesc *view,
                              TextureObject *texture);

// Sets how it is sampled. cudaErrorInvalidFilterSetting, cudaErrorInvalidNormSetting.
cudaError_t describe_sampling(const cudaTextureDesc &sampling, TextureObject *texture);

}  // namespace jarip
