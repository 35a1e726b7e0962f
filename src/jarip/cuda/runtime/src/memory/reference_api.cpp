// cudaBindTexture and its relatives, which CUDA 12 no longer has.
#include "memory/reference.h"
#include "memory/registry.h"

namespace jarip {

namespace {

cudaTextureDesc sampling_of(const textureReference &texture, const Reference &reference) {
  cudaTextureDesc sampling{};
  for (int axis = 0; axis < 3; ++axis) sampling.addressMode[axis] = texture.addressMode[axis];
  sampling.filterMode = texture.filterMode;
  sampling.readMode =
      reference.read_normalized ? cudaReadModeNormalizedFloat : cudaReadModeElementType;
  sampling.sRGB = texture.sRGB;
  sampling.normalizedCoords = texture.normalized;
  sampling.maxAnisotropy = texture.maxAnisotropy;
  sampling.mipmapFilterMode = texture.mipmapFilterMode;
  sampling.mipmapLevelBias = texture.mipmapLevelBias;
  sampling.minMipmapLevelClamp = texture.minMipmapLevelClamp;
  sampling.maxMipmapLevelClamp = texture.maxMipmapLevelClamp;
  return sampling;
}

cudaError_t bind(const textureReference *texture, const cudaResourceDesc &resource) {
  Reference *reference = find_reference(texture);
  if (reference == nullptr) return cudaErrorInvalidTexture;
  TextureObject *made = nullptr;
  const cudaError_t error =
      make_texture(resource, sampling_of(*texture, *reference), nullptr, &made);
  return error == cudaSuccess ? bind_reference(*reference, made) : error;
}

// No more than the memory has: the size's default is as much as can be said.
size_t within_allocation(const void *pointer, size_t size) {
  Allocation found;
  if (!find_allocation(pointer, &found)) return size;
  const size_t left = found.begin + found.bytes - reinterpret_cast<uintptr_t>(pointer);
  return size < left ? size : left;
}

// Memory at any address will do, so what is bound begins where the program said.
void say_no_offset(size_t *offset) {
  if (offset != nullptr) *offset = 0;
}

cudaResourceDesc resource_of(cudaArray_const_t array) {
  cudaResourceDesc resource{};
  resource.resType = cudaResourceTypeArray;
  resource.res.array.array = const_cast<cudaArray_t>(array);
  return resource;
}

}  // namespace

}  // namespace jarip

using jarip::record;
using jarip::Reference;

extern "C" cudaError_t cudaBindTexture(size_t *offset, const textureReference *texref,
                                       const void *pointer, const cudaChannelFormatDesc *format,
                                       size_t size) {
  JARIP_ENTER();
  if (format == nullptr || pointer == nullptr) return record(cudaErrorInvalidValue);
  jarip::say_no_offset(offset);
  cudaResourceDesc resource{};
  resource.resType = cudaResourceTypeLinear;
  resource.res.linear.devPtr = const_cast<void *>(pointer);
  resource.res.linear.desc = *format;
  resource.res.linear.sizeInBytes = jarip::within_allocation(pointer, size);
  return record(jarip::bind(texref, resource));
}

extern "C" cudaError_t cudaBindTexture2D(size_t *offset, const textureReference *texref,
                                         const void *pointer, const cudaChannelFormatDesc *format,
                                         size_t width, size_t height, size_t pitch) {
  JARIP_ENTER();
  if (format == nullptr || pointer == nullptr) return record(cudaErrorInvalidValue);
  jarip::say_no_offset(offset);
  cudaResourceDesc resource{};
  resource.resType = cudaResourceTypePitch2D;
  resource.res.pitch2D.devPtr = const_cast<void *>(pointer);
  resource.res.pitch2D.desc = *format;
  resource.res.pitch2D.width = width;
  resource.res.pitch2D.height = height;
  resource.res.pitch2D.pitchInBytes = pitch;
  return record(jarip::bind(texref, resource));
}

extern "C" cudaError_t cudaBindTextureToArray(const textureReference *texref,
                                              cudaArray_const_t array,
                                              const cudaChannelFormatDesc *) {
  JARIP_ENTER();
  return record(jarip::bind(texref, jarip::resource_of(array)));
}

extern "C" cudaError_t cudaBindTextureToMipmappedArray(const textureReference *texref,
                                                       cudaMipmappedArray_const_t array,
                                                       const cudaChannelFormatDesc *) {
  JARIP_ENTER();
  cudaResourceDesc resource{};
  resource.resType = cudaResourceTypeMipmappedArray;
  resource.res.mipmap.mipmap = const_cast<cudaMipmappedArray_t>(array);
  return record(jarip::bind(texref, resource));
}

// Kernels on their way may still read what was bound, so it stays until something else is.
extern "C" cudaError_t cudaUnbindTexture(const textureReference *texref) {
  JARIP_ENTER();
  return record(jarip::find_reference(texref) != nullptr ? cudaSuccess : cudaErrorInvalidTexture);
}

extern "C" cudaError_t cudaGetTextureAlignmentOffset(size_t *offset,
                                                     const textureReference *texref) {
  JARIP_ENTER();
  if (offset == nullptr) return record(cudaErrorInvalidValue);
  const Reference *reference = jarip::find_reference(texref);
  if (reference == nullptr) return record(cudaErrorInvalidTexture);
  if (reference->bound == nullptr) return record(cudaErrorInvalidTextureBinding);
  *offset = 0;
  return cudaSuccess;
}

extern "C" cudaError_t cudaGetTextureReference(const textureReference **texref,
                                               const void *symbol) {
  JARIP_ENTER();
  if (texref == nullptr) return record(cudaErrorInvalidValue);
  if (jarip::find_reference(symbol) == nullptr) return record(cudaErrorInvalidTexture);
  *texref = static_cast<const textureReference *>(symbol);
  return cudaSuccess;
}

extern "C" cudaError_t cudaBindSurfaceToArray(const surfaceReference *surfref,
                                              cudaArray_const_t array,
                                              const cudaChannelFormatDesc *) {
  JARIP_ENTER();
  Reference *reference = jarip::find_reference(surfref);
  if (reference == nullptr) return record(cudaErrorInvalidSurface);
  jarip::TextureObject *made = nullptr;
  const cudaError_t error = jarip::make_surface(jarip::resource_of(array), &made);
  return record(error == cudaSuccess ? jarip::bind_reference(*reference, made) : error);
}

extern "C" cudaError_t cudaGetSurfaceReference(const surfaceReference **surfref,
                                               const void *symbol) {
  JARIP_ENTER();
  if (surfref == nullptr) return record(cudaErrorInvalidValue);
  if (jarip::find_reference(symbol) == nullptr) return record(cudaErrorInvalidSurface);
  *surfref = static_cast<const surfaceReference *>(symbol);
  return cudaSuccess;
}
