// What programs ask about a kernel and set for it.
#include "device/device.h"
#include "device/launch_limits.h"
#include "kernel/launch.h"

namespace {

using jarip::Function;
using jarip::record;

// A CPU has no such registers: a usual number, for programs that compute with it.
constexpr int kRegistersPerThread = 32;
constexpr int kArchitecture = 80;

cudaError_t find_known(const void *host, Function **function) {
  *function = jarip::find_function(host);
  return *function == nullptr ? cudaErrorInvalidDeviceFunction : jarip::know_function(**function);
}

int max_dynamic_shared(const Function &function) {
  const int chosen = function.max_dynamic_shared.load();
  if (chosen >= 0) return chosen;
  const uint32_t used = function.info.static_shared_bytes;
  return used < jarip::kSharedBytesPerBlock ? static_cast<int>(jarip::kSharedBytesPerBlock - used)
                                            : 0;
}

cudaError_t set_attribute(Function &function, cudaFuncAttribute attribute, int value) {
  switch (attribute) {
    case cudaFuncAttributeMaxDynamicSharedMemorySize: {
      const int64_t total = int64_t{value} + function.info.static_shared_bytes;
      if (value < 0 || total > jarip::kSharedBytesOptIn) return cudaErrorInvalidValue;
      function.max_dynamic_shared.store(value);
      return cudaSuccess;
    }
    case cudaFuncAttributePreferredSharedMemoryCarveout:
      if (value < cudaSharedmemCarveoutDefault || value > cudaSharedmemCarveoutMaxShared) {
        return cudaErrorInvalidValue;
      }
      function.shared_carveout.store(value);
      return cudaSuccess;
    case cudaFuncAttributeNonPortableClusterSizeAllowed:
    case cudaFuncAttributeClusterSchedulingPolicyPreference:
      return cudaSuccess;
    default:
      return cudaErrorNotSupported;  // clusters
  }
}

}  // namespace

extern "C" cudaError_t cudaFuncGetAttributes(cudaFuncAttributes *attributes, const void *host) {
  JARIP_ENTER();
  if (attributes == nullptr) return record(cudaErrorInvalidValue);
  Function *function = nullptr;
  const cudaError_t error = find_known(host, &function);
  if (error != cudaSuccess) return record(error);
  *attributes = {};
  attributes->sharedSizeBytes = function->info.static_shared_bytes;
  attributes->maxThreadsPerBlock = static_cast<int>(function->info.max_threads);
  attributes->numRegs = kRegistersPerThread;
  attributes->ptxVersion = kArchitecture;
  attributes->binaryVersion = kArchitecture;
  attributes->maxDynamicSharedSizeBytes = max_dynamic_shared(*function);
  attributes->preferredShmemCarveout = function->shared_carveout.load();
  return cudaSuccess;
}

extern "C" cudaError_t cudaFuncSetAttribute(const void *host, cudaFuncAttribute attribute,
                                            int value) {
  JARIP_ENTER();
  Function *function = nullptr;
  const cudaError_t error = find_known(host, &function);
  return record(error != cudaSuccess ? error : set_attribute(*function, attribute, value));
}

extern "C" cudaError_t cudaFuncSetCacheConfig(const void *host, cudaFuncCache) {
  JARIP_ENTER();
  return record(jarip::find_function(host) != nullptr ? cudaSuccess
                                                      : cudaErrorInvalidDeviceFunction);
}

extern "C" cudaError_t cudaFuncSetSharedMemConfig(const void *host, cudaSharedMemConfig) {
  JARIP_ENTER();
  return record(jarip::find_function(host) != nullptr ? cudaSuccess
                                                      : cudaErrorInvalidDeviceFunction);
}

extern "C" cudaError_t cudaFuncGetName(const char **name, const void *host) {
  JARIP_ENTER();
  if (name == nullptr) return record(cudaErrorInvalidValue);
  const Function *function = jarip::find_function(host);
  if (function == nullptr) return record(cudaErrorInvalidDeviceFunction);
  *name = function->name;
  return cudaSuccess;
}

extern "C" cudaError_t cudaFuncGetParamInfo(const void *host, size_t index, size_t *offset,
                                            size_t *bytes) {
  JARIP_ENTER();
  Function *function = nullptr;
  const cudaError_t error = find_known(host, &function);
  if (error != cudaSuccess) return record(error);
  if (offset == nullptr || index >= function->info.parameters.size()) {
    return record(cudaErrorInvalidValue);
  }
  const jarip::Parameter &parameter = function->info.parameters[index];
  *offset = parameter.offset;
  if (bytes != nullptr) *bytes = parameter.bytes;
  return cudaSuccess;
}

// Devices of compute capability 1.2 and below had no double; there is nothing to convert.
extern "C" cudaError_t cudaSetDoubleForDevice(double *) { return cudaSuccess; }
extern "C" cudaError_t cudaSetDoubleForHost(double *) { return cudaSuccess; }
