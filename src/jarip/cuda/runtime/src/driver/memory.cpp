// Memory: allocating, addressing, copying linear memory, setting it.
#include "driver/call.h"
#include "memory/registry.h"
#include "memory/set.h"
#include "stream/stream.h"

using jarip::at;
using jarip::in_context;
using jarip::out;
using jarip::same;

extern "C" CUresult cuMemGetInfo(size_t *free, size_t *total) {
  return in_context([&] { return cudaMemGetInfo(free, total); });
}
JARIP_VERSION(cuMemGetInfo, v2)

// Unlike the runtime, the driver gives no memory for zero bytes.
extern "C" CUresult cuMemAlloc(CUdeviceptr *pointer, size_t bytes) {
  return in_context([&] {
    if (bytes == 0) return cudaErrorInvalidValue;
    return cudaMalloc(out(pointer), bytes);
  });
}
JARIP_VERSION(cuMemAlloc, v2)

extern "C" CUresult cuMemAllocPitch(CUdeviceptr *pointer, size_t *pitch, size_t width,
                                    size_t height, unsigned int element_bytes) {
  return in_context([&] {
    if (element_bytes != 4 && element_bytes != 8 && element_bytes != 16) {
      return cudaErrorInvalidValue;
    }
    if (width == 0 || height == 0) return cudaErrorInvalidValue;
    return cudaMallocPitch(out(pointer), pitch, width, height);
  });
}
JARIP_VERSION(cuMemAllocPitch, v2)

extern "C" CUresult cuMemFree(CUdeviceptr pointer) {
  return in_context([&] { return cudaFree(at(pointer)); });
}
JARIP_VERSION(cuMemFree, v2)

extern "C" CUresult cuMemAllocHost(void **pointer, size_t bytes) {
  return in_context([&] { return cudaMallocHost(pointer, bytes); });
}
JARIP_VERSION(cuMemAllocHost, v2)

extern "C" CUresult cuMemHostAlloc(void **pointer, size_t bytes, unsigned int flags) {
  return in_context([&] { return cudaHostAlloc(pointer, bytes, flags); });
}

extern "C" CUresult cuMemFreeHost(void *pointer) {
  return in_context([&] { return cudaFreeHost(pointer); });
}

extern "C" CUresult cuMemHostGetDevicePointer(CUdeviceptr *device, void *host, unsigned int flags) {
  return in_context([&] { return cudaHostGetDevicePointer(out(device), host, flags); });
}
JARIP_VERSION(cuMemHostGetDevicePointer, v2)

extern "C" CUresult cuMemHostGetFlags(unsigned int *flags, void *pointer) {
  return in_context([&] { return cudaHostGetFlags(flags, pointer); });
}

extern "C" CUresult cuMemHostRegister(void *pointer, size_t bytes, unsigned int flags) {
  return in_context([&] { return cudaHostRegister(pointer, bytes, flags); });
}
JARIP_VERSION(cuMemHostRegister, v2)

extern "C" CUresult cuMemHostUnregister(void *pointer) {
  return in_context([&] { return cudaHostUnregister(pointer); });
}

extern "C" CUresult cuMemAllocManaged(CUdeviceptr *pointer, size_t bytes, unsigned int flags) {
  return in_context([&] {
    if (bytes == 0) return cudaErrorInvalidValue;
    return cudaMallocManaged(out(pointer), bytes, flags);
  });
}

extern "C" CUresult cuMemGetAddressRange(CUdeviceptr *base, size_t *bytes, CUdeviceptr pointer) {
  return in_context([&] {
    jarip::Allocation found;
    if (!jarip::find_allocation(at(pointer), &found)) return CUDA_ERROR_NOT_FOUND;
    if (base != nullptr) *base = found.begin;
    if (bytes != nullptr) *bytes = found.bytes;
    return CUDA_SUCCESS;
  });
}
JARIP_VERSION(cuMemGetAddressRange, v2)

extern "C" CUresult cuMemcpy(CUdeviceptr to, CUdeviceptr from, size_t bytes) {
  return in_context([&] { return cudaMemcpy(at(to), at(from), bytes, cudaMemcpyDefault); });
}

extern "C" CUresult cuMemcpyAsync(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream) {
  return in_context([&] {
    return cudaMemcpyAsync(at(to), at(from), bytes, cudaMemcpyDefault, stream);
  });
}

extern "C" CUresult cuMemcpyPeer(CUdeviceptr to, CUcontext to_context, CUdeviceptr from,
                                 CUcontext from_context, size_t bytes) {
  return in_context([&] {
    const CUctx_st *target = jarip::resolve_context(to_context);
    const CUctx_st *source = jarip::resolve_context(from_context);
    if (target == nullptr || source == nullptr) return cudaErrorDeviceUninitialized;
    return cudaMemcpyPeer(at(to), target->device->index, at(from), source->device->index, bytes);
  });
}

extern "C" CUresult cuMemcpyPeerAsync(CUdeviceptr to, CUcontext to_context, CUdeviceptr from,
                                      CUcontext from_context, size_t bytes, CUstream stream) {
  return in_context([&] {
    const CUctx_st *target = jarip::resolve_context(to_context);
    const CUctx_st *source = jarip::resolve_context(from_context);
    if (target == nullptr || source == nullptr) return cudaErrorDeviceUninitialized;
    return cudaMemcpyPeerAsync(at(to), target->device->index, at(from), source->device->index,
                               bytes, stream);
  });
}

extern "C" CUresult cuMemcpyHtoD(CUdeviceptr to, const void *from, size_t bytes) {
  return in_context([&] { return cudaMemcpy(at(to), from, bytes, cudaMemcpyHostToDevice); });
}
JARIP_VERSION(cuMemcpyHtoD, v2)

extern "C" CUresult cuMemcpyDtoH(void *to, CUdeviceptr from, size_t bytes) {
  return in_context([&] { return cudaMemcpy(to, at(from), bytes, cudaMemcpyDeviceToHost); });
}
JARIP_VERSION(cuMemcpyDtoH, v2)

extern "C" CUresult cuMemcpyDtoD(CUdeviceptr to, CUdeviceptr from, size_t bytes) {
  return in_context([&] { return cudaMemcpy(at(to), at(from), bytes, cudaMemcpyDeviceToDevice); });
}
JARIP_VERSION(cuMemcpyDtoD, v2)

extern "C" CUresult cuMemcpyHtoDAsync(CUdeviceptr to, const void *from, size_t bytes,
                                      CUstream stream) {
  return in_context([&] {
    return cudaMemcpyAsync(at(to), from, bytes, cudaMemcpyHostToDevice, stream);
  });
}
JARIP_VERSION(cuMemcpyHtoDAsync, v2)

extern "C" CUresult cuMemcpyDtoHAsync(void *to, CUdeviceptr from, size_t bytes, CUstream stream) {
  return in_context([&] {
    return cudaMemcpyAsync(to, at(from), bytes, cudaMemcpyDeviceToHost, stream);
  });
}
JARIP_VERSION(cuMemcpyDtoHAsync, v2)

extern "C" CUresult cuMemcpyDtoDAsync(CUdeviceptr to, CUdeviceptr from, size_t bytes,
                                      CUstream stream) {
  return in_context([&] {
    return cudaMemcpyAsync(at(to), at(from), bytes, cudaMemcpyDeviceToDevice, stream);
  });
}
JARIP_VERSION(cuMemcpyDtoDAsync, v2)

extern "C" CUresult cuMemPrefetchAsync(CUdeviceptr pointer, size_t bytes, CUdevice device,
                                       CUstream stream) {
  return in_context([&] { return cudaMemPrefetchAsync(at(pointer), bytes, device, stream); });
}

extern "C" CUresult cuMemPrefetchAsync_v2(CUdeviceptr pointer, size_t bytes, CUmemLocation location,
                                          unsigned int flags, CUstream stream) {
  return in_context([&] {
    return cudaMemPrefetchAsync_v2(at(pointer), bytes, same<cudaMemLocation>(location), flags,
                                   stream);
  });
}

extern "C" CUresult cuMemAdvise(CUdeviceptr pointer, size_t bytes, CUmem_advise advice,
                                CUdevice device) {
  return in_context([&] {
    return cudaMemAdvise(at(pointer), bytes, same<cudaMemoryAdvise>(advice), device);
  });
}

extern "C" CUresult cuMemAdvise_v2(CUdeviceptr pointer, size_t bytes, CUmem_advise advice,
                                   CUmemLocation location) {
  return in_context([&] {
    return cudaMemAdvise_v2(at(pointer), bytes, same<cudaMemoryAdvise>(advice),
                            same<cudaMemLocation>(location));
  });
}

extern "C" CUresult cuMemRangeGetAttribute(void *data, size_t data_bytes,
                                           CUmem_range_attribute attribute, CUdeviceptr pointer,
                                           size_t bytes) {
  return in_context([&] {
    return cudaMemRangeGetAttribute(data, data_bytes, same<cudaMemRangeAttribute>(attribute),
                                    at(pointer), bytes);
  });
}

extern "C" CUresult cuMemRangeGetAttributes(void **data, size_t *data_bytes,
                                            CUmem_range_attribute *attributes, size_t count,
                                            CUdeviceptr pointer, size_t bytes) {
  return in_context([&] {
    return cudaMemRangeGetAttributes(data, data_bytes, same<cudaMemRangeAttribute *>(attributes),
                                     count, at(pointer), bytes);
  });
}
