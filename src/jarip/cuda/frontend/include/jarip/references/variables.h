/* texture<> and surface<>: the variables that a program declares at file scope.
 * Source: CUDA C++ Programming Guide 11, "Texture Reference API", "Surface Reference API". */
#ifndef JARIP_REFERENCES_VARIABLES_H
#define JARIP_REFERENCES_VARIABLES_H
#include "../../channel_descriptor.h"
#include "types.h"

template <class T, int dimension = cudaTextureType1D,
          enum cudaTextureReadMode mode = cudaReadModeElementType>
struct __attribute__((device_builtin_texture_type)) texture : public textureReference {
  __host__ texture(int normalized_coordinates = 0,
                   enum cudaTextureFilterMode filter = cudaFilterModePoint,
                   enum cudaTextureAddressMode address = cudaAddressModeClamp)
      : texture(normalized_coordinates, filter, address, cudaCreateChannelDesc<T>()) {}

  __host__ texture(int normalized_coordinates, enum cudaTextureFilterMode filter,
                   enum cudaTextureAddressMode address, struct cudaChannelFormatDesc channels)
      : textureReference{} {
    normalized = normalized_coordinates;
    filterMode = filter;
    for (cudaTextureAddressMode &of_axis : addressMode) of_axis = address;
    channelDesc = channels;
  }
};

template <class T, int dimension = cudaSurfaceType1D>
struct __attribute__((device_builtin_surface_type)) surface : public surfaceReference {
  __host__ surface() : surfaceReference{cudaCreateChannelDesc<T>()} {}
};

template <int dimension>
struct __attribute__((device_builtin_surface_type)) surface<void, dimension>
    : public surfaceReference {
  __host__ surface() : surfaceReference{} {}
};

#endif
