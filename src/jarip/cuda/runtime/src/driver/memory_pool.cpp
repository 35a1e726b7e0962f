// The stream-ordered allocator, its pools, and memory and events of other processes.
#include "driver/call.h"

using jarip::at;
using jarip::in_context;
using jarip::out;
using jarip::same;

extern "C" CUresult cuMemAllocAsync(CUdeviceptr *pointer, size_t bytes, CUstream stream) {
  return in_context([&] { return cudaMallocAsync(out(pointer), bytes, stream); });
}

extern "C" CUresult cuMemAllocFromPoolAsync(CUdeviceptr *pointer, size_t bytes, CUmemoryPool pool,
                                            CUstream stream) {
  return in_context([&] { return cudaMallocFromPoolAsync(out(pointer), bytes, pool, stream); });
}

extern "C" CUresult cuMemFreeAsync(CUdeviceptr pointer, CUstream stream) {
  return in_context([&] { return cudaFreeAsync(at(pointer), stream); });
}

extern "C" CUresult cuMemPoolTrimTo(CUmemoryPool pool, size_t bytes) {
  return in_context([&] { return cudaMemPoolTrimTo(pool, bytes); });
}

extern "C" CUresult cuMemPoolSetAttribute(CUmemoryPool pool, CUmemPool_attribute attribute,
                                          void *value) {
  return in_context([&] {
    return cudaMemPoolSetAttribute(pool, same<cudaMemPoolAttr>(attribute), value);
  });
}

extern "C" CUresult cuMemPoolGetAttribute(CUmemoryPool pool, CUmemPool_attribute attribute,
                                          void *value) {
  return in_context([&] {
    return cudaMemPoolGetAttribute(pool, same<cudaMemPoolAttr>(attribute), value);
  });
}

extern "C" CUresult cuMemPoolSetAccess(CUmemoryPool pool, const CUmemAccessDesc *access,
                                       size_t count) {
  return in_context([&] {
    return cudaMemPoolSetAccess(pool, same<const cudaMemAccessDesc *>(access), count);
  });
}

extern "C" CUresult cuMemPoolGetAccess(CUmemAccess_flags *flags, CUmemoryPool pool,
                                       CUmemLocation *location) {
  return in_context([&] {
    return cudaMemPoolGetAccess(same<cudaMemAccessFlags *>(flags), pool,
                                same<cudaMemLocation *>(location));
  });
}

extern "C" CUresult cuMemPoolCreate(CUmemoryPool *pool, const CUmemPoolProps *properties) {
  return in_context([&] {
    return cudaMemPoolCreate(pool, same<const cudaMemPoolProps *>(properties));
  });
}

extern "C" CUresult cuMemPoolDestroy(CUmemoryPool pool) {
  return in_context([&] { return cudaMemPoolDestroy(pool); });
}

extern "C" CUresult cuMemPoolExportToShareableHandle(void *shareable, CUmemoryPool pool,
                                                     CUmemAllocationHandleType type,
                                                     unsigned long long flags) {
  return in_context([&] {
    return cudaMemPoolExportToShareableHandle(shareable, pool,
                                              same<cudaMemAllocationHandleType>(type),
                                              static_cast<unsigned>(flags));
  });
}

extern "C" CUresult cuMemPoolImportFromShareableHandle(CUmemoryPool *pool, void *shareable,
                                                       CUmemAllocationHandleType type,
                                                       unsigned long long flags) {
  return in_context([&] {
    return cudaMemPoolImportFromShareableHandle(pool, shareable,
                                                same<cudaMemAllocationHandleType>(type),
                                                static_cast<unsigned>(flags));
  });
}

extern "C" CUresult cuMemPoolExportPointer(CUmemPoolPtrExportData *data, CUdeviceptr pointer) {
  return in_context([&] {
    return cudaMemPoolExportPointer(same<cudaMemPoolPtrExportData *>(data), at(pointer));
  });
}

extern "C" CUresult cuMemPoolImportPointer(CUdeviceptr *pointer, CUmemoryPool pool,
                                           CUmemPoolPtrExportData *data) {
  return in_context([&] {
    return cudaMemPoolImportPointer(out(pointer), pool, same<cudaMemPoolPtrExportData *>(data));
  });
}

extern "C" CUresult cuIpcGetMemHandle(CUipcMemHandle *handle, CUdeviceptr pointer) {
  return in_context([&] {
    return cudaIpcGetMemHandle(same<cudaIpcMemHandle_t *>(handle), at(pointer));
  });
}

extern "C" CUresult cuIpcOpenMemHandle(CUdeviceptr *pointer, CUipcMemHandle handle,
                                       unsigned int flags) {
  return in_context([&] {
    return cudaIpcOpenMemHandle(out(pointer), same<cudaIpcMemHandle_t>(handle), flags);
  });
}
JARIP_VERSION(cuIpcOpenMemHandle, v2)

extern "C" CUresult cuIpcCloseMemHandle(CUdeviceptr pointer) {
  return in_context([&] { return cudaIpcCloseMemHandle(at(pointer)); });
}

extern "C" CUresult cuIpcGetEventHandle(CUipcEventHandle *handle, CUevent event) {
  return in_context([&] {
    return cudaIpcGetEventHandle(same<cudaIpcEventHandle_t *>(handle), event);
  });
}

extern "C" CUresult cuIpcOpenEventHandle(CUevent *event, CUipcEventHandle handle) {
  return in_context([&] {
    return cudaIpcOpenEventHandle(event, same<cudaIpcEventHandle_t>(handle));
  });
}
