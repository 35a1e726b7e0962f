#include "driver/call.h"

#include "error/last_error.h"

namespace jarip {

namespace {

struct Pair {
  cudaError_t error;
  CUresult result;
};

// Where the two APIs number one thing differently; from 100 on nearly all numbers agree.
constexpr Pair kDifferent[] = {
    {cudaErrorInvalidDeviceFunction, CUDA_ERROR_INVALID_HANDLE},
    {cudaErrorInvalidSymbol, CUDA_ERROR_NOT_FOUND},
    {cudaErrorMissingConfiguration, CUDA_ERROR_INVALID_VALUE},
    {cudaErrorIncompatibleDriverContext, CUDA_ERROR_INVALID_CONTEXT},
    {cudaErrorInsufficientDriver, CUDA_ERROR_SYSTEM_DRIVER_MISMATCH},
    {cudaErrorStubLibrary, CUDA_ERROR_STUB_LIBRARY},
    {cudaErrorDevicesUnavailable, CUDA_ERROR_DEVICE_UNAVAILABLE},
};
constexpr int kLastShared = cudaErrorProfilerAlreadyStopped;  // 0..8 agree

}  // namespace

CUresult driver_result(cudaError_t error) {
  for (const Pair &pair : kDifferent) {
    if (pair.error == error) return pair.result;
  }
  const int number = static_cast<int>(error);
  if (number > kLastShared && number < cudaErrorNoDevice) return CUDA_ERROR_INVALID_VALUE;
  return static_cast<CUresult>(number);
}

DriverCall::DriverCall() : last_error_(last_error_now()), runtime_in_use_(runtime_in_use()) {}

DriverCall::~DriverCall() {
  restore_last_error(last_error_);
  set_runtime_in_use(runtime_in_use_);
}

}  // namespace jarip
