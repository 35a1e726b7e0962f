// Arrays, mipmapped arrays, texture and surface objects.
#include "driver/call.h"
#include "driver/format.h"
#include "memory/array.h"

using jarip::in_context;
using jarip::same;

namespace {

cudaArray_t array_of(CUarray handle) { return same<cudaArray_t>(handle); }

cudaError_t describe(CUDA_ARRAY3D_DESCRIPTOR *description, CUarray handle) {
  const cudaArray *array = jarip::resolve_array(array_of(handle));
  if (array == nullptr) return cudaErrorInvalidResourceHandle;
  if (description == nullptr) return cudaErrorInvalidValue;
  *description = {array->extent.width, array->extent.height, array->extent.depth,
                  jarip::array_format(array->format), jarip::channel_count(array->format),
                  array->flags};
  return cudaSuccess;
}

cudaError_t create(CUarray *handle, const CUDA_ARRAY3D_DESCRIPTOR &description) {
  cudaArray_t array = nullptr;
  const cudaChannelFormatDesc format =
      jarip::channel_format(description.Format, description.NumChannels);
  const cudaExtent extent{description.Width, description.Height, description.Depth};
  const cudaError_t error = cudaMalloc3DArray(&array, &format, extent, description.Flags);
  if (error == cudaSuccess) *handle = reinterpret_cast<CUarray>(array);
  return error;
}

}  // namespace

extern "C" CUresult cuArrayCreate(CUarray *array, const CUDA_ARRAY_DESCRIPTOR *description) {
  return in_context([&] {
    if (array == nullptr || description == nullptr) return cudaErrorInvalidValue;
    return create(array, {description->Width, description->Height, 0, description->Format,
                          description->NumChannels, 0});
  });
}
JARIP_VERSION(cuArrayCreate, v2)

extern "C" CUresult cuArray3DCreate(CUarray *array, const CUDA_ARRAY3D_DESCRIPTOR *description) {
  return in_context([&] {
    if (array == nullptr || description == nullptr) return cudaErrorInvalidValue;
    return create(array, *description);
  });
}
JARIP_VERSION(cuArray3DCreate, v2)

extern "C" CUresult cuArrayGetDescriptor(CUDA_ARRAY_DESCRIPTOR *description, CUarray array) {
  return in_context([&] {
    if (description == nullptr) return cudaErrorInvalidValue;
    CUDA_ARRAY3D_DESCRIPTOR all;
    const cudaError_t error = describe(&all, array);
    if (error == cudaSuccess) *description = {all.Width, all.Height, all.Format, all.NumChannels};
    return error;
  });
}
JARIP_VERSION(cuArrayGetDescriptor, v2)

extern "C" CUresult cuArray3DGetDescriptor(CUDA_ARRAY3D_DESCRIPTOR *description, CUarray array) {
  return in_context([&] { return describe(description, array); });
}
JARIP_VERSION(cuArray3DGetDescriptor, v2)

extern "C" CUresult cuArrayDestroy(CUarray array) {
  return in_context([&] { return cudaFreeArray(array_of(array)); });
}

extern "C" CUresult cuArrayGetMemoryRequirements(CUDA_ARRAY_MEMORY_REQUIREMENTS *requirements,
                                                 CUarray array, CUdevice device) {
  return in_context([&] {
    return cudaArrayGetMemoryRequirements(same<cudaArrayMemoryRequirements *>(requirements),
                                          array_of(array), device);
  });
}

extern "C" CUresult cuMipmappedArrayCreate(CUmipmappedArray *array,
                                           const CUDA_ARRAY3D_DESCRIPTOR *description,
                                           unsigned int levels) {
  return in_context([&] {
    if (array == nullptr || description == nullptr) return cudaErrorInvalidValue;
    const cudaChannelFormatDesc format =
        jarip::channel_format(description->Format, description->NumChannels);
    const cudaExtent extent{description->Width, description->Height, description->Depth};
    return cudaMallocMipmappedArray(same<cudaMipmappedArray_t *>(array), &format, extent, levels,
                                    description->Flags);
  });
}

extern "C" CUresult cuMipmappedArrayGetLevel(CUarray *level, CUmipmappedArray array,
                                             unsigned int number) {
  return in_context([&] {
    return cudaGetMipmappedArrayLevel(same<cudaArray_t *>(level), same<cudaMipmappedArray_t>(array),
                                      number);
  });
}

extern "C" CUresult cuMipmappedArrayDestroy(CUmipmappedArray array) {
  return in_context([&] { return cudaFreeMipmappedArray(same<cudaMipmappedArray_t>(array)); });
}

extern "C" CUresult cuMipmappedArrayGetMemoryRequirements(
    CUDA_ARRAY_MEMORY_REQUIREMENTS *requirements, CUmipmappedArray array, CUdevice device) {
  return in_context([&] {
    return cudaMipmappedArrayGetMemoryRequirements(
    same<cudaArrayMemoryRequirements *>(requirements), same<cudaMipmappedArray_t>(array), device);
  });
}

extern "C" CUresult cuTexObjectCreate(CUtexObject *texture, const CUDA_RESOURCE_DESC *resource,
                                      const CUDA_TEXTURE_DESC *sampling,
                                      const CUDA_RESOURCE_VIEW_DESC *view) {
  return in_context([&] {
    if (resource == nullptr || sampling == nullptr) return cudaErrorInvalidValue;
    const cudaResourceDesc memory = jarip::runtime_resource(*resource);
    const cudaTextureDesc how = jarip::runtime_sampling(*sampling, *resource);
    return cudaCreateTextureObject(texture, &memory, &how,
                                   reinterpret_cast<const cudaResourceViewDesc *>(view));
  });
}

extern "C" CUresult cuTexObjectDestroy(CUtexObject texture) {
  return in_context([&] { return cudaDestroyTextureObject(texture); });
}

extern "C" CUresult cuTexObjectGetResourceDesc(CUDA_RESOURCE_DESC *resource, CUtexObject texture) {
  return in_context([&] {
    if (resource == nullptr) return cudaErrorInvalidValue;
    cudaResourceDesc memory;
    const cudaError_t error = cudaGetTextureObjectResourceDesc(&memory, texture);
    if (error == cudaSuccess) *resource = jarip::driver_resource(memory);
    return error;
  });
}

extern "C" CUresult cuTexObjectGetTextureDesc(CUDA_TEXTURE_DESC *sampling, CUtexObject texture) {
  return in_context([&] {
    if (sampling == nullptr) return cudaErrorInvalidValue;
    cudaTextureDesc how;
    const cudaError_t error = cudaGetTextureObjectTextureDesc(&how, texture);
    if (error == cudaSuccess) *sampling = jarip::driver_sampling(how);
    return error;
  });
}

extern "C" CUresult cuTexObjectGetResourceViewDesc(CUDA_RESOURCE_VIEW_DESC *view,
                                                   CUtexObject texture) {
  return in_context([&] {
    if (view == nullptr) return cudaErrorInvalidValue;
    *view = {};
    return cudaGetTextureObjectResourceViewDesc(same<cudaResourceViewDesc *>(view), texture);
  });
}

extern "C" CUresult cuSurfObjectCreate(CUsurfObject *surface, const CUDA_RESOURCE_DESC *resource) {
  return in_context([&] {
    if (resource == nullptr) return cudaErrorInvalidValue;
    const cudaResourceDesc memory = jarip::runtime_resource(*resource);
    return cudaCreateSurfaceObject(surface, &memory);
  });
}

extern "C" CUresult cuSurfObjectDestroy(CUsurfObject surface) {
  return in_context([&] { return cudaDestroySurfaceObject(surface); });
}

extern "C" CUresult cuSurfObjectGetResourceDesc(CUDA_RESOURCE_DESC *resource,
                                                CUsurfObject surface) {
  return in_context([&] {
    if (resource == nullptr) return cudaErrorInvalidValue;
    cudaResourceDesc memory;
    const cudaError_t error = cudaGetSurfaceObjectResourceDesc(&memory, surface);
    if (error == cudaSuccess) *resource = jarip::driver_resource(memory);
    return error;
  });
}
