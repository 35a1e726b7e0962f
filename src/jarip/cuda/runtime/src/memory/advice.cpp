// cudaMemAdvise, cudaMemPrefetchAsync and the attributes they set. Host and devices share one
// memory, so there is nothing to move; what was advised is kept for those who ask.
#include "memory/advice.h"

#include <map>

#include "base/lock.h"
#include "device/device.h"
#include "memory/checked_range.h"
#include "stream/scheduler.h"
#include "stream/stream.h"

namespace jarip {

namespace {

struct Advice {
  bool read_mostly = false;
  int preferred = cudaInvalidDeviceId;
  int prefetched = cudaInvalidDeviceId;
  uint64_t accessed_by = 0;  // a bit a device
  bool accessed_by_host = false;
};

// Kept for the whole allocation a piece of which is advised about, by where it begins.
Lock lock;
std::map<uintptr_t, Advice> *all_advice;

Advice &advice_for(uintptr_t begin) {
  if (all_advice == nullptr) all_advice = new std::map<uintptr_t, Advice>();
  return (*all_advice)[begin];
}

bool is_place(int device) {
  return device == cudaCpuDeviceId || (device >= 0 && device < device_count());
}

int place_of(const cudaMemLocation &location) {
  return location.type == cudaMemLocationTypeDevice ? location.id : cudaCpuDeviceId;
}

// The managed allocation that holds the range, or an error.
cudaError_t find_managed(const void *pointer, size_t bytes, Allocation *found) {
  const bool known = find_allocation(pointer, found);
  const bool managed =
      known && (found->kind == MemoryKind::managed || found->kind == MemoryKind::managed_variable);
  if (!managed || !found->contains(reinterpret_cast<uintptr_t>(pointer), bytes)) {
    return cudaErrorInvalidValue;
  }
  return cudaSuccess;
}

cudaError_t advise(const void *pointer, size_t bytes, cudaMemoryAdvise what, int device) {
  Allocation found;
  const cudaError_t error = find_managed(pointer, bytes, &found);
  if (error != cudaSuccess) return error;
  const bool about_device =
      what != cudaMemAdviseSetReadMostly && what != cudaMemAdviseUnsetReadMostly;
  if (about_device && !is_place(device)) return cudaErrorInvalidDevice;
  const uint64_t bit = device >= 0 ? 1ull << (device % kMostDevices) : 0;
  Guard guard(lock);
  Advice &advice = advice_for(found.begin);
  switch (what) {
    case cudaMemAdviseSetReadMostly:
      advice.read_mostly = true;
      return cudaSuccess;
    case cudaMemAdviseUnsetReadMostly:
      advice.read_mostly = false;
      return cudaSuccess;
    case cudaMemAdviseSetPreferredLocation:
      advice.preferred = device;
      return cudaSuccess;
    case cudaMemAdviseUnsetPreferredLocation:
      advice.preferred = cudaInvalidDeviceId;
      return cudaSuccess;
    case cudaMemAdviseSetAccessedBy:
      advice.accessed_by |= bit;
      advice.accessed_by_host |= device == cudaCpuDeviceId;
      return cudaSuccess;
    case cudaMemAdviseUnsetAccessedBy:
      advice.accessed_by &= ~bit;
      advice.accessed_by_host &= device != cudaCpuDeviceId;
      return cudaSuccess;
  }
  return cudaErrorInvalidValue;
}

cudaError_t prefetch(const void *pointer, size_t bytes, int device, cudaStream_t stream) {
  if (resolve_stream(stream) == nullptr) return cudaErrorInvalidResourceHandle;
  Allocation found;
  const cudaError_t error = find_managed(pointer, bytes, &found);
  if (error != cudaSuccess) return error;
  if (!is_place(device)) return cudaErrorInvalidDevice;
  Guard guard(lock);
  advice_for(found.begin).prefetched = device;
  return cudaSuccess;
}

void write_accessed_by(const Advice &advice, int *devices, size_t count) {
  size_t written = 0;
  if (advice.accessed_by_host && written < count) devices[written++] = cudaCpuDeviceId;
  for (int device = 0; device < kMostDevices && written < count; ++device) {
    if ((advice.accessed_by >> device & 1) != 0) devices[written++] = device;
  }
  while (written < count) devices[written++] = cudaInvalidDeviceId;
}

int location_type(int device) {
  if (device == cudaInvalidDeviceId) return cudaMemLocationTypeInvalid;
  return device == cudaCpuDeviceId ? cudaMemLocationTypeHost : cudaMemLocationTypeDevice;
}

cudaError_t read_attribute(void *data, size_t bytes, cudaMemRangeAttribute name,
                           const void *pointer, size_t count) {
  Allocation found;
  const cudaError_t error = find_managed(pointer, count, &found);
  if (error != cudaSuccess) return error;
  if (data == nullptr || bytes < sizeof(int) || bytes % sizeof(int) != 0) {
    return cudaErrorInvalidValue;
  }
  int *values = static_cast<int *>(data);
  Guard guard(lock);
  const Advice &advice = advice_for(found.begin);
  switch (name) {
    case cudaMemRangeAttributeReadMostly:
      *values = advice.read_mostly ? 1 : 0;
      return cudaSuccess;
    case cudaMemRangeAttributeAccessedBy:
      write_accessed_by(advice, values, bytes / sizeof(int));
      return cudaSuccess;
    case cudaMemRangeAttributePreferredLocation:
    case cudaMemRangeAttributePreferredLocationId:
      *values = advice.preferred;
      return cudaSuccess;
    case cudaMemRangeAttributeLastPrefetchLocation:
    case cudaMemRangeAttributeLastPrefetchLocationId:
      *values = advice.prefetched;
      return cudaSuccess;
    case cudaMemRangeAttributePreferredLocationType:
      *values = location_type(advice.preferred);
      return cudaSuccess;
    case cudaMemRangeAttributeLastPrefetchLocationType:
      *values = location_type(advice.prefetched);
      return cudaSuccess;
  }
  return cudaErrorInvalidValue;
}

}  // namespace

void forget_advice(uintptr_t begin) {
  Guard guard(lock);
  if (all_advice != nullptr) all_advice->erase(begin);
}

}  // namespace jarip

using jarip::record;

extern "C" cudaError_t cudaMemAdvise(const void *pointer, size_t bytes, cudaMemoryAdvise advice,
                                     int device) {
  JARIP_ENTER();
  return record(jarip::advise(pointer, bytes, advice, device));
}

extern "C" cudaError_t cudaMemAdvise_v2(const void *pointer, size_t bytes, cudaMemoryAdvise advice,
                                        cudaMemLocation location) {
  JARIP_ENTER();
  return record(jarip::advise(pointer, bytes, advice, jarip::place_of(location)));
}

extern "C" cudaError_t cudaMemPrefetchAsync(const void *pointer, size_t bytes, int device,
                                            cudaStream_t stream) {
  JARIP_ENTER();
  return record(jarip::prefetch(pointer, bytes, device, stream));
}

extern "C" cudaError_t cudaMemPrefetchAsync_v2(const void *pointer, size_t bytes,
                                               cudaMemLocation location, unsigned int flags,
                                               cudaStream_t stream) {
  JARIP_ENTER();
  if (flags != 0) return record(cudaErrorInvalidValue);
  return record(jarip::prefetch(pointer, bytes, jarip::place_of(location), stream));
}

extern "C" cudaError_t cudaMemRangeGetAttribute(void *data, size_t bytes,
                                                cudaMemRangeAttribute attribute,
                                                const void *pointer, size_t count) {
  JARIP_ENTER();
  return record(jarip::read_attribute(data, bytes, attribute, pointer, count));
}

extern "C" cudaError_t cudaMemRangeGetAttributes(void **data, size_t *bytes,
                                                 cudaMemRangeAttribute *attributes, size_t number,
                                                 const void *pointer, size_t count) {
  JARIP_ENTER();
  if (data == nullptr || bytes == nullptr || attributes == nullptr || number == 0) {
    return record(cudaErrorInvalidValue);
  }
  for (size_t index = 0; index < number; ++index) {
    const cudaError_t error =
        jarip::read_attribute(data[index], bytes[index], attributes[index], pointer, count);
    if (error != cudaSuccess) return record(error);
  }
  return cudaSuccess;
}

// Which streams see a managed allocation: here all do, always.
extern "C" cudaError_t cudaStreamAttachMemAsync(cudaStream_t stream, void *pointer, size_t bytes,
                                                unsigned int flags) {
  JARIP_ENTER();
  if (jarip::resolve_stream(stream) == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (flags != cudaMemAttachGlobal && flags != cudaMemAttachHost && flags != cudaMemAttachSingle) {
    return record(cudaErrorInvalidValue);
  }
  jarip::Allocation found;
  return record(jarip::find_managed(pointer, bytes, &found));
}
