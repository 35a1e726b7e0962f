// cudaDeviceGetPCIBusId and its inverse.
#include <stdio.h>

#include "device/device.h"
#include "device/pci_address.h"

using jarip::record;

extern "C" cudaError_t cudaDeviceGetPCIBusId(char *text, int capacity, int device) {
  JARIP_ENTER();
  if (device < 0 || device >= jarip::device_count()) return record(cudaErrorInvalidDevice);
  char address[16];
  const int length = snprintf(address, sizeof address, "%04x:%02x:%02x.0", jarip::kPciDomain,
                              jarip::pci_bus(device), jarip::kPciDevice);
  if (text == nullptr || capacity <= length) return record(cudaErrorInvalidValue);
  snprintf(text, static_cast<size_t>(capacity), "%s", address);
  return cudaSuccess;
}

// Takes DOMAIN:BUS:DEVICE.FUNCTION, DOMAIN:BUS:DEVICE and BUS:DEVICE.FUNCTION, in hexadecimal.
extern "C" cudaError_t cudaDeviceGetByPCIBusId(int *device, const char *text) {
  JARIP_ENTER();
  if (device == nullptr || text == nullptr) return record(cudaErrorInvalidValue);
  unsigned domain = 0;
  unsigned bus = 0;
  unsigned slot = 0;
  unsigned function = 0;
  const bool full = sscanf(text, "%x:%x:%x.%x", &domain, &bus, &slot, &function) >= 3;
  if (!full) {
    domain = 0;
    if (sscanf(text, "%x:%x.%x", &bus, &slot, &function) < 2) return record(cudaErrorInvalidValue);
  }
  for (int index = 0; index < jarip::device_count(); ++index) {
    if (domain == jarip::kPciDomain && bus == static_cast<unsigned>(jarip::pci_bus(index)) &&
        slot == jarip::kPciDevice && function == 0) {
      *device = index;
      return cudaSuccess;
    }
  }
  return record(cudaErrorInvalidDevice);
}
