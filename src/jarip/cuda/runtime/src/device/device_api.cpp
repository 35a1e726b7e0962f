// Choosing a device, asking what it is, resetting it.
#include "device/device.h"

#include "base/lock.h"
#include "context/context.h"
#include "device/properties.h"
#include "kernel/module.h"
#include "memory/allocation.h"
#include "stream/event.h"
#include "stream/scheduler.h"
#include "stream/stream.h"

namespace {

using jarip::Device;
using jarip::record;

constexpr int kVersion = CUDART_VERSION;

// Every flag is accepted; they tune how a GPU's driver waits, which here adapts by itself.
constexpr unsigned kKnownFlags = cudaDeviceMask;

bool is_device(int index) { return index >= 0 && index < jarip::device_count(); }

// How well a device answers a request: one point for each demand it meets.
int score(const cudaDeviceProp &device, const cudaDeviceProp &wanted) {
  int points = 0;
  points += wanted.totalGlobalMem == 0 || device.totalGlobalMem >= wanted.totalGlobalMem;
  points += device.major * 10 + device.minor >= wanted.major * 10 + wanted.minor;
  points += device.multiProcessorCount >= wanted.multiProcessorCount;
  points += device.sharedMemPerBlock >= wanted.sharedMemPerBlock;
  return points;
}

}  // namespace

extern "C" cudaError_t cudaGetDeviceCount(int *count) {
  if (count == nullptr) return record(cudaErrorInvalidValue);
  const cudaError_t error = jarip::ensure_devices();
  *count = error == cudaSuccess ? jarip::device_count() : 0;
  return record(error);
}

extern "C" cudaError_t cudaSetDevice(int index) {
  const cudaError_t error = jarip::ensure_devices();
  if (error != cudaSuccess) return record(error);
  if (!is_device(index)) return record(cudaErrorInvalidDevice);
  jarip::set_current_device(index);
  jarip::follow_device(index);
  return cudaSuccess;
}

extern "C" cudaError_t cudaGetDevice(int *index) {
  JARIP_ENTER();
  if (index == nullptr) return record(cudaErrorInvalidValue);
  *index = jarip::current_device().index;
  return cudaSuccess;
}

extern "C" cudaError_t cudaInitDevice(int index, unsigned int, unsigned int) {
  JARIP_ENTER();
  return record(is_device(index) ? cudaSuccess : cudaErrorInvalidDevice);
}

extern "C" cudaError_t cudaSetValidDevices(int *indices, int count) {
  JARIP_ENTER();
  for (int place = 0; place < count; ++place) {
    if (indices == nullptr || !is_device(indices[place])) return record(cudaErrorInvalidDevice);
  }
  return cudaSuccess;
}

extern "C" cudaError_t cudaGetDeviceProperties(cudaDeviceProp *properties, int index) {
  JARIP_ENTER();
  if (properties == nullptr) return record(cudaErrorInvalidValue);
  if (!is_device(index)) return record(cudaErrorInvalidDevice);
  *properties = jarip::device_properties(jarip::device_at(index));
  return cudaSuccess;
}

extern "C" cudaError_t cudaChooseDevice(int *index, const cudaDeviceProp *wanted) {
  JARIP_ENTER();
  if (index == nullptr || wanted == nullptr) return record(cudaErrorInvalidValue);
  int best = -1;
  for (int each = 0; each < jarip::device_count(); ++each) {
    const int points = score(jarip::device_properties(jarip::device_at(each)), *wanted);
    if (points > best) {
      best = points;
      *index = each;
    }
  }
  return cudaSuccess;
}

extern "C" cudaError_t cudaSetDeviceFlags(unsigned int flags) {
  JARIP_ENTER();
  if ((flags & ~kKnownFlags) != 0) return record(cudaErrorInvalidValue);
  jarip::current_device().flags.store(flags);
  return cudaSuccess;
}

extern "C" cudaError_t cudaGetDeviceFlags(unsigned int *flags) {
  JARIP_ENTER();
  if (flags == nullptr) return record(cudaErrorInvalidValue);
  *flags = jarip::current_device().flags.load() | cudaDeviceMapHost;
  return cudaSuccess;
}

// Everything the device holds is given back and its error forgotten. Streams and events stay valid
// until they are destroyed, so that destroying them afterwards, as programs do, is no error.
extern "C" cudaError_t cudaDeviceReset(void) {
  const cudaError_t error = jarip::ensure_devices();
  if (error != cudaSuccess) return record(error);
  Device &device = jarip::current_device();
  jarip::wait_device(device);
  jarip::after_synchronization();
  jarip::deallocate_everything(device);
  device.clear_sticky_error();
  jarip::forget_last_error();
  device.flags.store(0);
  return cudaSuccess;
}

extern "C" cudaError_t cudaDriverGetVersion(int *version) {
  if (version == nullptr) return record(cudaErrorInvalidValue);
  *version = kVersion;
  return cudaSuccess;
}

extern "C" cudaError_t cudaRuntimeGetVersion(int *version) {
  if (version == nullptr) return record(cudaErrorInvalidValue);
  *version = kVersion;
  return cudaSuccess;
}

// The names of CUDA before 4.0.
extern "C" cudaError_t cudaThreadExit(void) { return cudaDeviceReset(); }
extern "C" cudaError_t cudaThreadSynchronize(void) { return cudaDeviceSynchronize(); }
