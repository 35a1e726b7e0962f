// cuCtx*, cuDevicePrimaryCtx*: which device a thread works with.
#include "context/context.h"

#include <pthread.h>

#include "base/lock.h"
#include "driver/call.h"

namespace jarip {

namespace {

constexpr uint32_t kMagic = 0x4a435458;  // "JCTX"
constexpr int kDeepest = 128;
constexpr unsigned kVersion = 3020;  // what contexts made by cuCtxCreate_v2 report

struct Stack {
  CUctx_st *contexts[kDeepest];
  int depth;
};

Lock lock;
CUctx_st primaries[kMostDevices];
std::atomic<unsigned long long> next_id{1};
// A pointer only: a library that is loaded late has little room for what every thread has.
__attribute__((tls_model("initial-exec"))) thread_local Stack *own_stack;
__attribute__((tls_model("initial-exec"))) thread_local bool in_use;

void enter_device_of(CUctx_st *context) {
  if (context != nullptr) set_current_device(context->device->index);
}

pthread_key_t stack_key;
pthread_once_t stack_key_made = PTHREAD_ONCE_INIT;

Stack &make_stack() {
  pthread_once(&stack_key_made, [] {
    pthread_key_create(&stack_key, [](void *stack) { delete static_cast<Stack *>(stack); });
  });
  own_stack = new Stack();
  pthread_setspecific(stack_key, own_stack);
  return *own_stack;
}

int depth() { return own_stack != nullptr ? own_stack->depth : 0; }

CUctx_st *top() { return depth() > 0 ? own_stack->contexts[own_stack->depth - 1] : nullptr; }

CUresult push(CUctx_st *context) {
  Stack &stack = own_stack != nullptr ? *own_stack : make_stack();
  if (stack.depth == kDeepest) return CUDA_ERROR_INVALID_VALUE;
  stack.contexts[stack.depth++] = context;
  enter_device_of(context);
  return CUDA_SUCCESS;
}

void pop() {
  --own_stack->depth;
  enter_device_of(top());
}

CUctx_st *make_context(Device &device, unsigned flags) {
  auto *context = new CUctx_st();
  *context = {kMagic, &device, flags, false, 0, next_id.fetch_add(1)};
  return context;
}

bool is_device(CUdevice device) { return device >= 0 && device < device_count(); }

bool known_flags(unsigned flags) {
  const unsigned scheduling = flags & CU_CTX_SCHED_MASK;
  return (flags & ~unsigned{CU_CTX_FLAGS_MASK}) == 0 &&
         (scheduling & (scheduling - 1)) == 0;  // one policy at most
}

}  // namespace

CUctx_st *resolve_context(CUcontext handle) {
  const bool aligned = reinterpret_cast<uintptr_t>(handle) % alignof(CUctx_st) == 0;
  return handle != nullptr && aligned && handle->magic == kMagic ? handle : nullptr;
}

CUctx_st &primary_context(Device &device) {
  CUctx_st &context = primaries[device.index];
  Guard guard(lock);
  if (context.device == nullptr) {
    context = {kMagic, &device, 0, true, 0, next_id.fetch_add(1)};
  }
  return context;
}

CUctx_st *current_context() {
  if (CUctx_st *context = top()) return context;
  return in_use ? &primary_context(current_device()) : nullptr;
}

void follow_device(int index) {
  in_use = true;
  if (depth() > 0) {
    own_stack->contexts[own_stack->depth - 1] = &primary_context(device_at(index));
  }
}

bool runtime_in_use() { return in_use; }
void set_runtime_in_use(bool used) { in_use = used; }

}  // namespace jarip

using jarip::in_context;
using jarip::initialized;

extern "C" CUresult cuCtxCreate(CUcontext *context, unsigned int flags, CUdevice device) {
  return initialized([&] {
    if (context == nullptr || !jarip::known_flags(flags)) return CUDA_ERROR_INVALID_VALUE;
    if (!jarip::is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    *context = jarip::make_context(jarip::device_at(device), flags);
    return jarip::push(*context);
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
    if (jarip::top() == context) jarip::pop();
    return CUDA_SUCCESS;
  });
}
JARIP_VERSION(cuCtxDestroy, v2)

extern "C" CUresult cuCtxPushCurrent(CUcontext handle) {
  return initialized([&] {
    CUctx_st *context = jarip::resolve_context(handle);
    return context != nullptr ? jarip::push(context) : CUDA_ERROR_INVALID_CONTEXT;
  });
}
JARIP_VERSION(cuCtxPushCurrent, v2)

extern "C" CUresult cuCtxPopCurrent(CUcontext *context) {
  return initialized([&] {
    if (jarip::depth() == 0) return CUDA_ERROR_INVALID_CONTEXT;
    if (context != nullptr) *context = jarip::top();
    jarip::pop();
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
  if (jarip::depth() > 0) jarip::pop();
  if (context != nullptr) return jarip::push(context);
  jarip::in_use = false;
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
    if (!jarip::known_flags(flags)) return CUDA_ERROR_INVALID_VALUE;
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
    *version = jarip::kVersion;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice device) {
  return initialized([&] {
    if (context == nullptr) return CUDA_ERROR_INVALID_VALUE;
    if (!jarip::is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    CUctx_st &primary = jarip::primary_context(jarip::device_at(device));
    ++primary.users;
    *context = &primary;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuDevicePrimaryCtxRelease(CUdevice device) {
  return initialized([&] {
    if (!jarip::is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    CUctx_st &primary = jarip::primary_context(jarip::device_at(device));
    if (primary.users == 0) return CUDA_ERROR_INVALID_CONTEXT;
    --primary.users;
    return CUDA_SUCCESS;
  });
}
JARIP_VERSION(cuDevicePrimaryCtxRelease, v2)

extern "C" CUresult cuDevicePrimaryCtxReset(CUdevice device) {
  return initialized([&] {
    if (!jarip::is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
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
    if (!jarip::is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    if (flags == nullptr || active == nullptr) return CUDA_ERROR_INVALID_VALUE;
    const CUctx_st &primary = jarip::primary_context(jarip::device_at(device));
    *flags = primary.flags;
    *active = primary.users > 0 || jarip::in_use;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuDevicePrimaryCtxSetFlags(CUdevice device, unsigned int flags) {
  return initialized([&] {
    if (!jarip::is_device(device)) return CUDA_ERROR_INVALID_DEVICE;
    if (!jarip::known_flags(flags)) return CUDA_ERROR_INVALID_VALUE;
    jarip::primary_context(jarip::device_at(device)).flags = flags;
    return CUDA_SUCCESS;
  });
}
JARIP_VERSION(cuDevicePrimaryCtxSetFlags, v2)
