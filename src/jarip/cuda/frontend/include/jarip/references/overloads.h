/* Binding by the variables themselves.
 * Source: CUDA Runtime API reference 11, "C++ API Routines". */
#ifndef JARIP_REFERENCES_OVERLOADS_H
#define JARIP_REFERENCES_OVERLOADS_H
#include "api.h"
#include "variables.h"

#define JARIP_BINDING                                              \
  template <class T, int dimension, enum cudaTextureReadMode mode> \
  static __inline__ __host__ cudaError_t
#define JARIP_TEXTURE const texture<T, dimension, mode> &tex

JARIP_BINDING cudaBindTexture(size_t *offset, JARIP_TEXTURE, const void *devPtr,
                              const cudaChannelFormatDesc &desc, size_t size = 0xffffffff) {
  return ::cudaBindTexture(offset, static_cast<const textureReference *>(&tex), devPtr, &desc, size);
}
JARIP_BINDING cudaBindTexture(size_t *offset, JARIP_TEXTURE, const void *devPtr,
                              size_t size = 0xffffffff) {
  return cudaBindTexture(offset, tex, devPtr, tex.channelDesc, size);
}
JARIP_BINDING cudaBindTexture2D(size_t *offset, JARIP_TEXTURE, const void *devPtr,
                                const cudaChannelFormatDesc &desc, size_t width, size_t height,
                                size_t pitch) {
  return ::cudaBindTexture2D(offset, static_cast<const textureReference *>(&tex), devPtr, &desc,
                             width, height, pitch);
}
JARIP_BINDING cudaBindTexture2D(size_t *offset, JARIP_TEXTURE, const void *devPtr, size_t width,
                                size_t height, size_t pitch) {
  return cudaBindTexture2D(offset, tex, devPtr, tex.channelDesc, width, height, pitch);
}
JARIP_BINDING cudaBindTextureToArray(JARIP_TEXTURE, cudaArray_const_t array,
                                     const cudaChannelFormatDesc &desc) {
  return ::cudaBindTextureToArray(static_cast<const textureReference *>(&tex), array, &desc);
}
JARIP_BINDING cudaBindTextureToArray(JARIP_TEXTURE, cudaArray_const_t array) {
  return ::cudaBindTextureToArray(static_cast<const textureReference *>(&tex), array, nullptr);
}
JARIP_BINDING cudaBindTextureToMipmappedArray(JARIP_TEXTURE, cudaMipmappedArray_const_t array,
                                              const cudaChannelFormatDesc &desc) {
  return ::cudaBindTextureToMipmappedArray(static_cast<const textureReference *>(&tex), array,
                                           &desc);
}
JARIP_BINDING cudaBindTextureToMipmappedArray(JARIP_TEXTURE, cudaMipmappedArray_const_t array) {
  return ::cudaBindTextureToMipmappedArray(static_cast<const textureReference *>(&tex), array,
                                           nullptr);
}
JARIP_BINDING cudaUnbindTexture(JARIP_TEXTURE) {
  return ::cudaUnbindTexture(static_cast<const textureReference *>(&tex));
}
JARIP_BINDING cudaGetTextureAlignmentOffset(size_t *offset, JARIP_TEXTURE) {
  return ::cudaGetTextureAlignmentOffset(offset, static_cast<const textureReference *>(&tex));
}
JARIP_BINDING cudaGetTextureReference(const textureReference **texref, JARIP_TEXTURE) {
  return ::cudaGetTextureReference(texref, static_cast<const void *>(&tex));
}
#undef JARIP_TEXTURE
#undef JARIP_BINDING

template <class T, int dimension>
static __inline__ __host__ cudaError_t cudaBindSurfaceToArray(const surface<T, dimension> &surf,
                                                              cudaArray_const_t array,
                                                              const cudaChannelFormatDesc &desc) {
  return ::cudaBindSurfaceToArray(static_cast<const surfaceReference *>(&surf), array, &desc);
}
template <class T, int dimension>
static __inline__ __host__ cudaError_t cudaBindSurfaceToArray(const surface<T, dimension> &surf,
                                                              cudaArray_const_t array) {
  return ::cudaBindSurfaceToArray(static_cast<const surfaceReference *>(&surf), array, nullptr);
}

#endif
