// cuCtx*, cuDevicePrimaryCtx*: which device a thread works with.
#include "context/context.h"

#include "driver/call.h"

using jarip::in_context;
using jarip::initialized;

namespace {

constexpr unsigned kVersion = 3020;  // what contexts made by cuCtxCreate_v2 report

bool is_device(CUdevice device) { return device >= 0 && device < jarip::device_count(); }

bool known_flags(unsigned flags) {
  const unsigned scheduling = flags & CU_CTX_SCHED_MASK;
  return (flags & ~unsigned{CU_CTX_FLAGS_MASK}) == 0 &&
         (scheduling & (scheduling - 1)) == 0;  // one policy at most
}

}  // namespace

extern "C" CUresult cuCtxCreate(CUcontext *context, unsigned int flags, CUdevice device) {
  return initialized([&] {
    if (context == nullptr || !known_flags(flags)) return CUDA_ERROR_INVALID_VALUE;
    if (!is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    *context = jarip::make_context(jarip::device_at(device), flags);
    return jarip::push_context(*context);
  });
}
JARIP_VERSION(cuCtxCreate, v2)

// What the context's streams still do goes on; memory stays until it is freed or the device reset.
extern "C" CUresult cuCtxDestroy(CUcontext handle) {
  return initialized([&] {
    CUctx_st *context = jarip::resolve_context(handle);
    if (context == nullptr || context->primary) return CUDA_ERROR_INVALID_CONTEXT;
    context->magic = 0;
    context->device->clear_sticky_error();
    if (jarip::top_context() == context) jarip::pop_context();
    return CUDA_SUCCESS;
  });
}
JARIP_VERSION(cuCtxDestroy, v2)

extern "C" CUresult cuCtxPushCurrent(CUcontext handle) {
  return initialized([&] {
    CUctx_st *context = jarip::resolve_context(handle);
    return context != nullptr ? jarip::push_context(context) : CUDA_ERROR_INVALID_CONTEXT;
  });
}
JARIP_VERSION(cuCtxPushCurrent, v2)

extern "C" CUresult cuCtxPopCurrent(CUcontext *context) {
  return initialized([&] {
    if (jarip::context_depth() == 0) return CUDA_ERROR_INVALID_CONTEXT;
    if (context != nullptr) *context = jarip::top_context();
    jarip::pop_context();
    return CUDA_SUCCESS;
  });
}
JARIP_VERSION(cuCtxPopCurrent, v2)

// Replaces the top of the stack; a null context empties that place, and the primary context that
// the runtime API made current is so no longer.
extern "C" CUresult cuCtxSetCurrent(CUcontext handle) {
  if (jarip::device_count() == 0) return CUDA_ERROR_NOT_INITIALIZED;
  CUctx_st *context = jarip::resolve_context(handle);
  if (handle != nullptr && context == nullptr) return CUDA_ERROR_INVALID_CONTEXT;
  if (jarip::context_depth() > 0) jarip::pop_context();
  if (context != nullptr) return jarip::push_context(context);
  jarip::set_runtime_in_use(false);
  return CUDA_SUCCESS;
}

extern "C" CUresult cuCtxGetCurrent(CUcontext *context) {
  return initialized([&] {
    if (context == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *context = jarip::current_context();
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuCtxGetDevice(CUdevice *device) {
  return in_context([&] {
    if (device == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *device = jarip::current_context()->device->index;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuCtxGetFlags(unsigned int *flags) {
  return in_context([&] {
    if (flags == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *flags = jarip::current_context()->flags;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuCtxSetFlags(unsigned int flags) {
  return in_context([&] {
    if (!known_flags(flags)) return CUDA_ERROR_INVALID_VALUE;
    jarip::current_context()->flags = flags;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuCtxGetId(CUcontext handle, unsigned long long *id) {
  return initialized([&] {
    CUctx_st *context =
        handle != nullptr ? jarip::resolve_context(handle) : jarip::current_context();
    if (context == nullptr) return CUDA_ERROR_CONTEXT_IS_DESTROYED;
    if (id == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *id = context->id;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuCtxGetApiVersion(CUcontext handle, unsigned int *version) {
  return initialized([&] {
    CUctx_st *context =
        handle != nullptr ? jarip::resolve_context(handle) : jarip::current_context();
    if (context == nullptr) return CUDA_ERROR_INVALID_CONTEXT;
    if (version == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *version = kVersion;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice device) {
  return initialized([&] {
    if (context == nullptr) return CUDA_ERROR_INVALID_VALUE;
    if (!is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    CUctx_st &primary = jarip::primary_context(jarip::device_at(device));
    ++primary.users;
    *context = &primary;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuDevicePrimaryCtxRelease(CUdevice device) {
  return initialized([&] {
    if (!is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    CUctx_st &primary = jarip::primary_context(jarip::device_at(device));
    if (primary.users == 0) return CUDA_ERROR_INVALID_CONTEXT;
    --primary.users;
    return CUDA_SUCCESS;
  });
}
JARIP_VERSION(cuDevicePrimaryCtxRelease, v2)

extern "C" CUresult cuDevicePrimaryCtxReset(CUdevice device) {
  return initialized([&] {
    if (!is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    const int before = jarip::current_device().index;
    jarip::set_current_device(device);
    const CUresult result = jarip::driver_result(cudaDeviceReset());
    jarip::set_current_device(before);
    return result;
  });
}
JARIP_VERSION(cuDevicePrimaryCtxReset, v2)

extern "C" CUresult cuDevicePrimaryCtxGetState(CUdevice device, unsigned int *flags, int *active) {
  return initialized([&] {
    if (!is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    if (flags == nullptr || active == nullptr) return CUDA_ERROR_INVALID_VALUE;
    const CUctx_st &primary = jarip::primary_context(jarip::device_at(device));
    *flags = primary.flags;
    *active = primary.users > 0 || jarip::runtime_in_use();
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuDevicePrimaryCtxSetFlags(CUdevice device, unsigned int flags) {
  return initialized([&] {
    if (!is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    if (!known_flags(flags)) return CUDA_ERROR_INVALID_VALUE;
    jarip::primary_context(jarip::device_at(device)).flags = flags;
    return CUDA_SUCCESS;
  });
}
JARIP_VERSION(cuDevicePrimaryCtxSetFlags, v2)
