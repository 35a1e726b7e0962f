#include "error/last_error.h"

#include "api.h"
#include "context/context.h"
#include "device/device.h"

namespace jarip {

namespace {

__attribute__((tls_model("initial-exec"))) thread_local cudaError_t last_error = cudaSuccess;

}  // namespace

cudaError_t record(cudaError_t error) {
  if (error != cudaSuccess) last_error = error;
  return error;
}

void forget_last_error() { last_error = cudaSuccess; }

cudaError_t last_error_now() { return last_error; }

void restore_last_error(cudaError_t error) { last_error = error; }

cudaError_t enter() {
  const cudaError_t error = ensure_devices();
  set_runtime_in_use(true);
  return error == cudaSuccess ? current_device().sticky_error() : error;
}

}  // namespace jarip

// A sticky error is returned again and again: nothing but cudaDeviceReset clears it.
extern "C" cudaError_t cudaGetLastError(void) {
  const cudaError_t sticky = jarip::enter();
  if (sticky != cudaSuccess) return sticky;
  const cudaError_t error = jarip::last_error;
  jarip::last_error = cudaSuccess;
  return error;
}

extern "C" cudaError_t cudaPeekAtLastError(void) {
  const cudaError_t sticky = jarip::enter();
  return sticky != cudaSuccess ? sticky : jarip::last_error;
}
