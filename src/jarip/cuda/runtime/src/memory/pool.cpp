#include "memory/pool.h"

#include "device/device.h"
#include "memory/allocation.h"

namespace jarip {

namespace {

constexpr uint32_t kPoolMagic = 0x4a504f4c;  // "JPOL"

Lock lock;
MemoryPool *defaults[kMostDevices];
MemoryPool *currents[kMostDevices];

MemoryPool *create_pool(Device &device, size_t most_bytes) {
  auto *pool = new MemoryPool{};
  pool->magic = kPoolMagic;
  pool->device = &device;
  pool->most_bytes = most_bytes;
  for (int &policy : pool->reuse) policy = 1;
  return pool;
}

MemoryPool &default_pool_locked(Device &device) {
  MemoryPool *&pool = defaults[device.index];
  if (pool == nullptr) pool = create_pool(device, 0);
  return *pool;
}

bool charge(MemoryPool &pool, size_t bytes) {
  Guard guard(pool.lock);
  if (pool.most_bytes != 0 && bytes > pool.most_bytes - pool.used) return false;
  pool.used += bytes;
  return true;
}

void note_high_water(MemoryPool &pool) {
  Guard guard(pool.lock);
  if (pool.used > pool.used_high) pool.used_high = pool.used;
}

cudaError_t create(cudaMemPool_t *handle, const cudaMemPoolProps *properties) {
  if (handle == nullptr || properties == nullptr) return cudaErrorInvalidValue;
  if (properties->allocType != cudaMemAllocationTypePinned) return cudaErrorInvalidValue;
  if (properties->location.type != cudaMemLocationTypeDevice) return cudaErrorNotSupported;
  if (properties->handleTypes != cudaMemHandleTypeNone) return cudaErrorNotSupported;
  const int device = properties->location.id;
  if (device < 0 || device >= device_count()) return cudaErrorInvalidDevice;
  *handle = reinterpret_cast<cudaMemPool_t>(create_pool(device_at(device), properties->maxSize));
  return cudaSuccess;
}

// The destroyed pool's memory stays valid until it is freed, so the record of it stays as well.
cudaError_t destroy(cudaMemPool_t handle) {
  MemoryPool *pool = resolve_pool(handle);
  if (pool == nullptr) return cudaErrorInvalidValue;
  Guard guard(lock);
  if (pool == defaults[pool->device->index]) return cudaErrorInvalidValue;
  if (pool == currents[pool->device->index]) currents[pool->device->index] = nullptr;
  pool->magic = 0;
  return cudaSuccess;
}

cudaError_t set_attribute(MemoryPool &pool, cudaMemPoolAttr attribute, void *value) {
  Guard guard(pool.lock);
  switch (attribute) {
    case cudaMemPoolReuseFollowEventDependencies:
    case cudaMemPoolReuseAllowOpportunistic:
    case cudaMemPoolReuseAllowInternalDependencies:
      pool.reuse[attribute - cudaMemPoolReuseFollowEventDependencies] = *static_cast<int *>(value);
      return cudaSuccess;
    case cudaMemPoolAttrReleaseThreshold:
      pool.release_threshold = *static_cast<uint64_t *>(value);
      return cudaSuccess;
    case cudaMemPoolAttrReservedMemHigh:
    case cudaMemPoolAttrUsedMemHigh:
      if (*static_cast<uint64_t *>(value) != 0) return cudaErrorInvalidValue;
      pool.used_high = pool.used;
      return cudaSuccess;
    default:
      return cudaErrorInvalidValue;
  }
}

// What is reserved is what is used: freed memory goes back to the system at once.
cudaError_t get_attribute(MemoryPool &pool, cudaMemPoolAttr attribute, void *value) {
  Guard guard(pool.lock);
  switch (attribute) {
    case cudaMemPoolReuseFollowEventDependencies:
    case cudaMemPoolReuseAllowOpportunistic:
    case cudaMemPoolReuseAllowInternalDependencies:
      *static_cast<int *>(value) = pool.reuse[attribute - cudaMemPoolReuseFollowEventDependencies];
      return cudaSuccess;
    case cudaMemPoolAttrReleaseThreshold:
      *static_cast<uint64_t *>(value) = pool.release_threshold;
      return cudaSuccess;
    case cudaMemPoolAttrReservedMemCurrent:
    case cudaMemPoolAttrUsedMemCurrent:
      *static_cast<uint64_t *>(value) = pool.used;
      return cudaSuccess;
    case cudaMemPoolAttrReservedMemHigh:
    case cudaMemPoolAttrUsedMemHigh:
      *static_cast<uint64_t *>(value) = pool.used_high;
      return cudaSuccess;
  }
  return cudaErrorInvalidValue;
}

bool is_device(int index) { return index >= 0 && index < device_count(); }

cudaError_t device_pool(cudaMemPool_t *handle, int device, MemoryPool &(*which)(Device &)) {
  if (handle == nullptr) return cudaErrorInvalidValue;
  if (!is_device(device)) return cudaErrorInvalidDevice;
  *handle = reinterpret_cast<cudaMemPool_t>(&which(device_at(device)));
  return cudaSuccess;
}

}  // namespace

MemoryPool *resolve_pool(cudaMemPool_t handle) {
  auto *pool = reinterpret_cast<MemoryPool *>(handle);
  return pool != nullptr && pool->magic == kPoolMagic ? pool : nullptr;
}

MemoryPool &default_pool(Device &device) {
  Guard guard(lock);
  return default_pool_locked(device);
}

MemoryPool &current_pool(Device &device) {
  Guard guard(lock);
  MemoryPool *pool = currents[device.index];
  return pool != nullptr ? *pool : default_pool_locked(device);
}

cudaError_t allocate_from_pool(void **pointer, size_t bytes, MemoryPool &pool) {
  *pointer = nullptr;
  if (!charge(pool, bytes)) return cudaErrorMemoryAllocation;
  const cudaError_t error = allocate(pointer, bytes, MemoryKind::device, *pool.device, 0, &pool);
  if (error == cudaSuccess) {
    note_high_water(pool);
  } else {
    return_to_pool(pool, bytes);
  }
  return error;
}

void return_to_pool(MemoryPool &pool, size_t bytes) {
  Guard guard(pool.lock);
  pool.used -= bytes;
}

}  // namespace jarip

using jarip::MemoryPool;
using jarip::record;

extern "C" cudaError_t cudaDeviceGetDefaultMemPool(cudaMemPool_t *pool, int device) {
  JARIP_ENTER();
  return record(jarip::device_pool(pool, device, jarip::default_pool));
}

extern "C" cudaError_t cudaDeviceGetMemPool(cudaMemPool_t *pool, int device) {
  JARIP_ENTER();
  return record(jarip::device_pool(pool, device, jarip::current_pool));
}

extern "C" cudaError_t cudaDeviceSetMemPool(int device, cudaMemPool_t handle) {
  JARIP_ENTER();
  MemoryPool *pool = jarip::resolve_pool(handle);
  if (pool == nullptr) return record(cudaErrorInvalidValue);
  if (!jarip::is_device(device) || pool->device->index != device) {
    return record(cudaErrorInvalidDevice);
  }
  jarip::Guard guard(jarip::lock);
  jarip::currents[device] = pool;
  return cudaSuccess;
}

extern "C" cudaError_t cudaMemPoolCreate(cudaMemPool_t *pool, const cudaMemPoolProps *properties) {
  JARIP_ENTER();
  return record(jarip::create(pool, properties));
}

extern "C" cudaError_t cudaMemPoolDestroy(cudaMemPool_t pool) {
  JARIP_ENTER();
  return record(jarip::destroy(pool));
}

extern "C" cudaError_t cudaMemPoolTrimTo(cudaMemPool_t pool, size_t) {
  JARIP_ENTER();
  return record(jarip::resolve_pool(pool) != nullptr ? cudaSuccess : cudaErrorInvalidValue);
}

extern "C" cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t handle, cudaMemPoolAttr attribute,
                                               void *value) {
  JARIP_ENTER();
  MemoryPool *pool = jarip::resolve_pool(handle);
  if (pool == nullptr || value == nullptr) return record(cudaErrorInvalidValue);
  return record(jarip::set_attribute(*pool, attribute, value));
}

extern "C" cudaError_t cudaMemPoolGetAttribute(cudaMemPool_t handle, cudaMemPoolAttr attribute,
                                               void *value) {
  JARIP_ENTER();
  MemoryPool *pool = jarip::resolve_pool(handle);
  if (pool == nullptr || value == nullptr) return record(cudaErrorInvalidValue);
  return record(jarip::get_attribute(*pool, attribute, value));
}

// All devices reach all memory; only what is no device is refused.
extern "C" cudaError_t cudaMemPoolSetAccess(cudaMemPool_t handle, const cudaMemAccessDesc *accesses,
                                            size_t count) {
  JARIP_ENTER();
  if (jarip::resolve_pool(handle) == nullptr || (accesses == nullptr && count > 0)) {
    return record(cudaErrorInvalidValue);
  }
  for (size_t index = 0; index < count; ++index) {
    const cudaMemLocation &location = accesses[index].location;
    if (location.type == cudaMemLocationTypeDevice && !jarip::is_device(location.id)) {
      return record(cudaErrorInvalidDevice);
    }
  }
  return cudaSuccess;
}

extern "C" cudaError_t cudaMemPoolGetAccess(cudaMemAccessFlags *flags, cudaMemPool_t handle,
                                            cudaMemLocation *location) {
  JARIP_ENTER();
  if (flags == nullptr || location == nullptr || jarip::resolve_pool(handle) == nullptr) {
    return record(cudaErrorInvalidValue);
  }
  *flags = cudaMemAccessFlagsProtReadWrite;
  return cudaSuccess;
}
