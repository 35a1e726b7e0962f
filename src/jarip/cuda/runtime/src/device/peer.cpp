// Access between devices. They share the host's memory, so all can reach all; what programs must
// enable first is kept account of.
#include "device/device.h"

namespace {

using jarip::record;

// Bit `peer` of entry `device`: enabled.
std::atomic<uint64_t> enabled[jarip::kMostDevices];
static_assert(jarip::kMostDevices <= 64, "one bit a peer");

bool is_device(int index) { return index >= 0 && index < jarip::device_count(); }

}  // namespace

extern "C" cudaError_t cudaDeviceCanAccessPeer(int *can, int device, int peer) {
  JARIP_ENTER();
  if (can == nullptr) return record(cudaErrorInvalidValue);
  if (!is_device(device) || !is_device(peer)) return record(cudaErrorInvalidDevice);
  *can = device != peer;
  return cudaSuccess;
}

extern "C" cudaError_t cudaDeviceEnablePeerAccess(int peer, unsigned int flags) {
  JARIP_ENTER();
  const int device = jarip::current_device().index;
  if (flags != 0) return record(cudaErrorInvalidValue);
  if (!is_device(peer) || peer == device) return record(cudaErrorInvalidDevice);
  const uint64_t bit = 1ull << peer;
  const bool already = (enabled[device].fetch_or(bit) & bit) != 0;
  return record(already ? cudaErrorPeerAccessAlreadyEnabled : cudaSuccess);
}

extern "C" cudaError_t cudaDeviceDisablePeerAccess(int peer) {
  JARIP_ENTER();
  const int device = jarip::current_device().index;
  if (!is_device(peer)) return record(cudaErrorInvalidDevice);
  const uint64_t bit = 1ull << peer;
  const bool was = (enabled[device].fetch_and(~bit) & bit) != 0;
  return record(was ? cudaSuccess : cudaErrorPeerAccessNotEnabled);
}

extern "C" cudaError_t cudaDeviceGetP2PAttribute(int *value, cudaDeviceP2PAttr attribute,
                                                 int device, int peer) {
  JARIP_ENTER();
  if (value == nullptr) return record(cudaErrorInvalidValue);
  if (!is_device(device) || !is_device(peer) || device == peer) {
    return record(cudaErrorInvalidDevice);
  }
  switch (attribute) {
    case cudaDevP2PAttrPerformanceRank:
      *value = 0;
      return cudaSuccess;
    case cudaDevP2PAttrAccessSupported:
    case cudaDevP2PAttrNativeAtomicSupported:
    case cudaDevP2PAttrCudaArrayAccessSupported:
      *value = 1;
      return cudaSuccess;
    default:
      return record(cudaErrorInvalidValue);
  }
}
