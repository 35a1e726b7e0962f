// Limits of the device and the preferences a GPU takes for its caches.
#include "device/device.h"
#include "devicelib/heap.h"
#include "devicelib/print_buffer.h"
#include "fiber/stacks.h"

namespace {

using jarip::record;

struct Limit {
  cudaLimit name;
  size_t (*get)();
  void (*set)(size_t);
};

std::atomic<size_t> sync_depth{2};
std::atomic<size_t> pending_launches{2048};
std::atomic<size_t> fetch_granularity{64};
std::atomic<size_t> persisting_l2{0};
std::atomic<int> cache_config{cudaFuncCachePreferNone};
std::atomic<int> bank_config{cudaSharedMemBankSizeFourByte};

constexpr Limit kLimits[] = {
    {cudaLimitStackSize, jarip::stack_limit, jarip::set_stack_limit},
    {cudaLimitPrintfFifoSize, jarip::device_output_limit, jarip::set_device_output_limit},
    {cudaLimitMallocHeapSize, jarip::device_heap_limit, jarip::set_device_heap_limit},
    {cudaLimitDevRuntimeSyncDepth, [] { return sync_depth.load(); },
     [](size_t value) { sync_depth.store(value); }},
    {cudaLimitDevRuntimePendingLaunchCount, [] { return pending_launches.load(); },
     [](size_t value) { pending_launches.store(value); }},
    {cudaLimitMaxL2FetchGranularity, [] { return fetch_granularity.load(); },
     [](size_t value) { fetch_granularity.store(value); }},
    {cudaLimitPersistingL2CacheSize, [] { return persisting_l2.load(); },
     [](size_t value) { persisting_l2.store(value); }},
};

const Limit *find(cudaLimit name) {
  for (const Limit &limit : kLimits) {
    if (limit.name == name) return &limit;
  }
  return nullptr;
}

}  // namespace

extern "C" cudaError_t cudaDeviceSetLimit(cudaLimit name, size_t value) {
  JARIP_ENTER();
  const Limit *limit = find(name);
  if (limit == nullptr) return record(cudaErrorUnsupportedLimit);
  limit->set(value);
  return cudaSuccess;
}

extern "C" cudaError_t cudaDeviceGetLimit(size_t *value, cudaLimit name) {
  JARIP_ENTER();
  const Limit *limit = find(name);
  if (limit == nullptr) return record(cudaErrorUnsupportedLimit);
  if (value == nullptr) return record(cudaErrorInvalidValue);
  *value = limit->get();
  return cudaSuccess;
}

extern "C" cudaError_t cudaDeviceSetCacheConfig(cudaFuncCache config) {
  JARIP_ENTER();
  cache_config.store(config);
  return cudaSuccess;
}

extern "C" cudaError_t cudaDeviceGetCacheConfig(cudaFuncCache *config) {
  JARIP_ENTER();
  if (config == nullptr) return record(cudaErrorInvalidValue);
  *config = static_cast<cudaFuncCache>(cache_config.load());
  return cudaSuccess;
}

extern "C" cudaError_t cudaDeviceSetSharedMemConfig(cudaSharedMemConfig config) {
  JARIP_ENTER();
  bank_config.store(config);
  return cudaSuccess;
}

extern "C" cudaError_t cudaDeviceGetSharedMemConfig(cudaSharedMemConfig *config) {
  JARIP_ENTER();
  if (config == nullptr) return record(cudaErrorInvalidValue);
  *config = static_cast<cudaSharedMemConfig>(bank_config.load());
  return cudaSuccess;
}

extern "C" cudaError_t cudaCtxResetPersistingL2Cache(void) {
  JARIP_ENTER();
  return cudaSuccess;
}

// The names of CUDA before 4.0.
extern "C" cudaError_t cudaThreadSetLimit(cudaLimit name, size_t value) {
  return cudaDeviceSetLimit(name, value);
}
extern "C" cudaError_t cudaThreadGetLimit(size_t *value, cudaLimit name) {
  return cudaDeviceGetLimit(value, name);
}
extern "C" cudaError_t cudaThreadSetCacheConfig(cudaFuncCache config) {
  return cudaDeviceSetCacheConfig(config);
}
extern "C" cudaError_t cudaThreadGetCacheConfig(cudaFuncCache *config) {
  return cudaDeviceGetCacheConfig(config);
}
