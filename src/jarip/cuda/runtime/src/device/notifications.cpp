// Calls that concern what happens to a device from outside.
#include "base/array.h"
#include "base/immortal.h"
#include "base/lock.h"
#include "device/device.h"

namespace {

struct Registration {
  int device;
  cudaAsyncCallback callback;
  void *data;
};

using jarip::record;

jarip::Lock lock;
jarip::Immortal<jarip::Array<Registration *>> registered;

bool is_device(int index) { return index >= 0 && index < jarip::device_count(); }

}  // namespace

// The one event there is, that a device's memory budget is exceeded by others, does not happen
// here: callbacks are kept and never called.
extern "C" cudaError_t cudaDeviceRegisterAsyncNotification(int device, cudaAsyncCallback callback,
                                                           void *data,
                                                           cudaAsyncCallbackHandle_t *handle) {
  JARIP_ENTER();
  if (callback == nullptr || handle == nullptr) return record(cudaErrorInvalidValue);
  if (!is_device(device)) return record(cudaErrorInvalidDevice);
  auto *registration = new Registration{device, callback, data};
  *handle = registration;
  jarip::Guard guard(lock);
  registered.value.push(registration);
  return cudaSuccess;
}

extern "C" cudaError_t cudaDeviceUnregisterAsyncNotification(int device,
                                                             cudaAsyncCallbackHandle_t handle) {
  JARIP_ENTER();
  if (!is_device(device)) return record(cudaErrorInvalidDevice);
  jarip::Guard guard(lock);
  auto *registration = static_cast<Registration *>(handle);
  if (!registered.value.remove(registration)) return record(cudaErrorInvalidValue);
  delete registration;
  return cudaSuccess;
}

// Devices have the host's memory, which other devices of the machine write coherently: a fence is
// all it takes.
extern "C" cudaError_t cudaDeviceFlushGPUDirectRDMAWrites(
    cudaFlushGPUDirectRDMAWritesTarget target, cudaFlushGPUDirectRDMAWritesScope scope) {
  JARIP_ENTER();
  const bool known = target == cudaFlushGPUDirectRDMAWritesTargetCurrentDevice &&
                     (scope == cudaFlushGPUDirectRDMAWritesToOwner ||
                      scope == cudaFlushGPUDirectRDMAWritesToAllDevices);
  if (!known) return record(cudaErrorInvalidValue);
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  return cudaSuccess;
}
