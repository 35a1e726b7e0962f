// Starting the driver, asking what devices there are, limits and preferences of the current one.
#include "device/properties.h"
#include "driver/call.h"
#include "driver/format.h"

using jarip::in_context;
using jarip::initialized;
using jarip::same;

namespace {

bool is_device(CUdevice device) { return device >= 0 && device < jarip::device_count(); }

void copy_name(char *to, int room, const char *name) {
  strncpy(to, name, static_cast<size_t>(room) - 1);
  to[room - 1] = '\0';
}

}  // namespace

extern "C" CUresult cuInit(unsigned int flags) {
  if (flags != 0) return CUDA_ERROR_INVALID_VALUE;
  return jarip::driver_result(jarip::ensure_devices());
}

extern "C" CUresult cuDriverGetVersion(int *version) {
  return jarip::driver_result(cudaDriverGetVersion(version));
}

extern "C" CUresult cuDeviceGet(CUdevice *device, int ordinal) {
  return initialized([&] {
    if (device == nullptr) return CUDA_ERROR_INVALID_VALUE;
    if (!is_device(ordinal)) return CUDA_ERROR_INVALID_DEVICE;
    *device = ordinal;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuDeviceGetCount(int *count) {
  return initialized([&] {
    if (count == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *count = jarip::device_count();
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuDeviceGetName(char *name, int room, CUdevice device) {
  return initialized([&] {
    if (name == nullptr || room <= 0) return CUDA_ERROR_INVALID_VALUE;
    if (!is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    copy_name(name, room, jarip::device_properties(jarip::device_at(device)).name);
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuDeviceTotalMem(size_t *bytes, CUdevice device) {
  return initialized([&] {
    if (bytes == nullptr) return CUDA_ERROR_INVALID_VALUE;
    if (!is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    *bytes = jarip::device_at(device).memory_bytes;
    return CUDA_SUCCESS;
  });
}
JARIP_VERSION(cuDeviceTotalMem, v2)

extern "C" CUresult cuDeviceGetUuid(CUuuid *uuid, CUdevice device) {
  return initialized([&] {
    if (uuid == nullptr) return CUDA_ERROR_INVALID_VALUE;
    if (!is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    *uuid = jarip::device_properties(jarip::device_at(device)).uuid;
    return CUDA_SUCCESS;
  });
}
JARIP_VERSION(cuDeviceGetUuid, v2)

// Only Windows has these identifiers: zero, as on any Linux.
extern "C" CUresult cuDeviceGetLuid(char *luid, unsigned int *node_mask, CUdevice device) {
  return initialized([&] {
    if (luid == nullptr || node_mask == nullptr) return CUDA_ERROR_INVALID_VALUE;
    if (!is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    memset(luid, 0, 8);
    *node_mask = 0;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuDeviceGetAttribute(int *value, CUdevice_attribute attribute,
                                         CUdevice device) {
  return initialized([&] {
    return cudaDeviceGetAttribute(value, same<cudaDeviceAttr>(attribute), device);
  });
}

extern "C" CUresult cuDeviceGetProperties(CUdevprop *properties, CUdevice device) {
  return initialized([&] {
    if (properties == nullptr) return CUDA_ERROR_INVALID_VALUE;
    if (!is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    const cudaDeviceProp all = jarip::device_properties(jarip::device_at(device));
    *properties = {};
    properties->maxThreadsPerBlock = all.maxThreadsPerBlock;
    memcpy(properties->maxThreadsDim, all.maxThreadsDim, sizeof all.maxThreadsDim);
    memcpy(properties->maxGridSize, all.maxGridSize, sizeof all.maxGridSize);
    properties->sharedMemPerBlock = static_cast<int>(all.sharedMemPerBlock);
    properties->totalConstantMemory = static_cast<int>(all.totalConstMem);
    properties->SIMDWidth = all.warpSize;
    properties->memPitch = static_cast<int>(all.memPitch);
    properties->regsPerBlock = all.regsPerBlock;
    properties->clockRate = all.clockRate;
    properties->textureAlign = static_cast<int>(all.textureAlignment);
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuDeviceComputeCapability(int *major, int *minor, CUdevice device) {
  return initialized([&] {
    if (major == nullptr || minor == nullptr) return CUDA_ERROR_INVALID_VALUE;
    if (!is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    const cudaDeviceProp all = jarip::device_properties(jarip::device_at(device));
    *major = all.major;
    *minor = all.minor;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuDeviceGetExecAffinitySupport(int *supported, CUexecAffinityType type,
                                                   CUdevice device) {
  return initialized([&] {
    if (supported == nullptr || type != CU_EXEC_AFFINITY_TYPE_SM_COUNT) {
      return CUDA_ERROR_INVALID_VALUE;
    }
    if (!is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    *supported = 0;
    return CUDA_SUCCESS;
  });
}

// Contexts use all of their device.
extern "C" CUresult cuCtxGetExecAffinity(CUexecAffinityParam *affinity, CUexecAffinityType type) {
  return in_context([&] {
    if (affinity == nullptr || type != CU_EXEC_AFFINITY_TYPE_SM_COUNT) {
      return CUDA_ERROR_INVALID_VALUE;
    }
    affinity->type = type;
    affinity->param.smCount.val = static_cast<unsigned>(
        jarip::device_properties(jarip::current_device()).multiProcessorCount);
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuDeviceGetPCIBusId(char *id, int room, CUdevice device) {
  return initialized([&] { return cudaDeviceGetPCIBusId(id, room, device); });
}

extern "C" CUresult cuDeviceGetByPCIBusId(CUdevice *device, const char *id) {
  return initialized([&] { return cudaDeviceGetByPCIBusId(device, id); });
}

extern "C" CUresult cuDeviceGetDefaultMemPool(CUmemoryPool *pool, CUdevice device) {
  return initialized([&] { return cudaDeviceGetDefaultMemPool(pool, device); });
}

extern "C" CUresult cuDeviceGetMemPool(CUmemoryPool *pool, CUdevice device) {
  return initialized([&] { return cudaDeviceGetMemPool(pool, device); });
}

extern "C" CUresult cuDeviceSetMemPool(CUdevice device, CUmemoryPool pool) {
  return initialized([&] { return cudaDeviceSetMemPool(device, pool); });
}

extern "C" CUresult cuDeviceGetTexture1DLinearMaxWidth(size_t *width, CUarray_format format,
                                                       unsigned channels, CUdevice device) {
  return initialized([&] {
    const cudaChannelFormatDesc description = jarip::channel_format(format, channels);
    return cudaDeviceGetTexture1DLinearMaxWidth(width, &description, device);
  });
}

extern "C" CUresult cuDeviceCanAccessPeer(int *can, CUdevice device, CUdevice peer) {
  return initialized([&] { return cudaDeviceCanAccessPeer(can, device, peer); });
}

extern "C" CUresult cuDeviceGetP2PAttribute(int *value, CUdevice_P2PAttribute attribute,
                                            CUdevice source, CUdevice destination) {
  return initialized([&] {
    return cudaDeviceGetP2PAttribute(value, same<cudaDeviceP2PAttr>(attribute), source,
                                     destination);
  });
}

extern "C" CUresult cuCtxEnablePeerAccess(CUcontext peer, unsigned int flags) {
  return in_context([&] {
    const CUctx_st *context = jarip::resolve_context(peer);
    if (context == nullptr) return cudaErrorDeviceUninitialized;
    return cudaDeviceEnablePeerAccess(context->device->index, flags);
  });
}

extern "C" CUresult cuCtxDisablePeerAccess(CUcontext peer) {
  return in_context([&] {
    const CUctx_st *context = jarip::resolve_context(peer);
    if (context == nullptr) return cudaErrorDeviceUninitialized;
    return cudaDeviceDisablePeerAccess(context->device->index);
  });
}

extern "C" CUresult cuCtxSynchronize() {
  return in_context([&] { return cudaDeviceSynchronize(); });
}

extern "C" CUresult cuCtxSetLimit(CUlimit limit, size_t value) {
  return in_context([&] { return cudaDeviceSetLimit(same<cudaLimit>(limit), value); });
}

extern "C" CUresult cuCtxGetLimit(size_t *value, CUlimit limit) {
  return in_context([&] { return cudaDeviceGetLimit(value, same<cudaLimit>(limit)); });
}

extern "C" CUresult cuCtxGetCacheConfig(CUfunc_cache *config) {
  return in_context([&] { return cudaDeviceGetCacheConfig(same<cudaFuncCache *>(config)); });
}

extern "C" CUresult cuCtxSetCacheConfig(CUfunc_cache config) {
  return in_context([&] { return cudaDeviceSetCacheConfig(same<cudaFuncCache>(config)); });
}

extern "C" CUresult cuCtxGetSharedMemConfig(CUsharedconfig *config) {
  return in_context([&] {
    return cudaDeviceGetSharedMemConfig(same<cudaSharedMemConfig *>(config));
  });
}

extern "C" CUresult cuCtxSetSharedMemConfig(CUsharedconfig config) {
  return in_context([&] {
    return cudaDeviceSetSharedMemConfig(same<cudaSharedMemConfig>(config));
  });
}

extern "C" CUresult cuCtxGetStreamPriorityRange(int *least, int *greatest) {
  return in_context([&] { return cudaDeviceGetStreamPriorityRange(least, greatest); });
}

extern "C" CUresult cuCtxResetPersistingL2Cache() {
  return in_context([&] { return cudaCtxResetPersistingL2Cache(); });
}

// The way of CUDA before 4.0.
extern "C" CUresult cuCtxAttach(CUcontext *context, unsigned int flags) {
  return in_context([&] {
    if (context == nullptr || flags != 0) return CUDA_ERROR_INVALID_VALUE;
    *context = jarip::current_context();
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuCtxDetach(CUcontext context) {
  return in_context([&] {
    return jarip::resolve_context(context) != nullptr ? CUDA_SUCCESS : CUDA_ERROR_INVALID_CONTEXT;
  });
}

extern "C" CUresult cuProfilerStart() {
  return in_context([&] { return cudaProfilerStart(); });
}

extern "C" CUresult cuProfilerStop() {
  return in_context([&] { return cudaProfilerStop(); });
}

extern "C" CUresult cuFlushGPUDirectRDMAWrites(CUflushGPUDirectRDMAWritesTarget target,
                                               CUflushGPUDirectRDMAWritesScope scope) {
  return in_context([&] {
    return cudaDeviceFlushGPUDirectRDMAWrites(same<cudaFlushGPUDirectRDMAWritesTarget>(target),
                                              same<cudaFlushGPUDirectRDMAWritesScope>(scope));
  });
}

extern "C" CUresult cuDeviceRegisterAsyncNotification(CUdevice device, CUasyncCallback callback,
                                                      void *data, CUasyncCallbackHandle *handle) {
  return initialized([&] {
    return cudaDeviceRegisterAsyncNotification(device,
                                               reinterpret_cast<cudaAsyncCallback>(callback), data,
                                               handle);
  });
}

extern "C" CUresult cuDeviceUnregisterAsyncNotification(CUdevice device,
                                                        CUasyncCallbackHandle handle) {
  return initialized([&] { return cudaDeviceUnregisterAsyncNotification(device, handle); });
}
