// What every entry point of the driver API does first and last. Most then call the runtime API,
// which does the work: a CUDA driver is here a second face of the same runtime.
#pragma once

#include <string.h>

#include "context/context.h"
#include "declarations.h"

namespace jarip {

// The driver API's number for an error of the runtime API.
CUresult driver_result(cudaError_t error);
inline CUresult driver_result(CUresult result) { return result; }

// For its life nothing the thread does counts as a use of the runtime API: neither its last error
// nor its contexts change.
class DriverCall {
 public:
  DriverCall();
  ~DriverCall();
  DriverCall(const DriverCall &) = delete;
  DriverCall &operator=(const DriverCall &) = delete;

 private:
  cudaError_t last_error_;
  bool runtime_in_use_;
};

// CUDA_ERROR_NOT_INITIALIZED before cuInit() and before any use of the runtime API.
template <typename Body>
CUresult initialized(Body body) {
  if (device_count() == 0) return CUDA_ERROR_NOT_INITIALIZED;
  DriverCall call;
  return driver_result(body());
}

// As initialized(), and CUDA_ERROR_INVALID_CONTEXT without a current context.
template <typename Body>
CUresult in_context(Body body) {
  if (device_count() == 0) return CUDA_ERROR_NOT_INITIALIZED;
  const CUctx_st *context = current_context();
  if (context == nullptr) return CUDA_ERROR_INVALID_CONTEXT;
  if (context->magic == 0) return CUDA_ERROR_CONTEXT_IS_DESTROYED;
  DriverCall call;
  return driver_result(body());
}

// A type of one API as the other's, of which it has the layout and the numbers.
template <typename To, typename From>
To same(From value) {
  static_assert(sizeof(To) == sizeof(From), "these types are not laid out alike");
  To result;
  memcpy(&result, &value, sizeof result);
  return result;
}

inline void *at(CUdeviceptr pointer) { return reinterpret_cast<void *>(pointer); }
inline void **out(CUdeviceptr *pointer) { return reinterpret_cast<void **>(pointer); }

}  // namespace jarip

// Exports a function under a later version's name too: programs that look names up use it.
#define JARIP_VERSION(name, version)                                                     \
  __asm__(".globl " #name "_" #version "\n.type " #name "_" #version ", %function\n.set " \
          #name "_" #version ", " #name "\n");
