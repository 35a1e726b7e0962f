// Contexts of the driver API: CUcontext points to one of these. They share their device's memory,
// streams and errors; what a context is about is which device a thread works with.
#pragma once

#include <stdint.h>

#include <cuda.h>

#include "device/device.h"

struct CUctx_st {
  uint32_t magic;  // while the handle is valid
  jarip::Device *device;
  unsigned flags;
  bool primary;
  unsigned users;  // of a primary context: how often it was retained
  unsigned long long id;
};

namespace jarip {

// The context a handle names; nullptr for one that is not valid.
CUctx_st *resolve_context(CUcontext handle);

// The one context of a device that the runtime API and libraries share.
CUctx_st &primary_context(Device &device);

CUctx_st *make_context(Device &device, unsigned flags);

// The calling thread's stack of contexts; a context enters its device as it gets to the top.
int context_depth();
CUctx_st *top_context();  // nullptr if there is none, or an emptied place
CUresult push_context(CUctx_st *context);  // CUDA_ERROR_INVALID_VALUE when the stack is full
void pop_context();  // there must be one

// The calling thread's: the top of its stack, or the primary context of its device once it has
// called the runtime API, or nullptr.
CUctx_st *current_context();

// What cudaSetDevice does to the calling thread's contexts.
void follow_device(int index);

// Whether the calling thread has called the runtime API; the driver API's own calls of it do not
// count.
bool runtime_in_use();
void set_runtime_in_use(bool in_use);

}  // namespace jarip
