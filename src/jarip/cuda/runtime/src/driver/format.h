// Formats of texels, and what textures are made of, in the terms of both APIs.
#pragma once

#include "declarations.h"

namespace jarip {

// A format none of the driver's is of no bits, which no array can have.
cudaChannelFormatDesc channel_format(CUarray_format format, unsigned channels);
CUarray_format array_format(const cudaChannelFormatDesc &format);
unsigned channel_count(const cudaChannelFormatDesc &format);

cudaResourceDesc runtime_resource(const CUDA_RESOURCE_DESC &resource);
CUDA_RESOURCE_DESC driver_resource(const cudaResourceDesc &resource);

// Integers are read as numbers from 0 to 1 unless the flags say otherwise, but not those of 32
// bits; that is why the resource matters.
cudaTextureDesc runtime_sampling(const CUDA_TEXTURE_DESC &sampling,
                                 const CUDA_RESOURCE_DESC &resource);
CUDA_TEXTURE_DESC driver_sampling(const cudaTextureDesc &sampling);

}  // namespace jarip
