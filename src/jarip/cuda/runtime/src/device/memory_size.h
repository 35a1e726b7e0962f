// How much memory a device has: memory of this machine, so what is promised must be there.
#pragma once

#include <stdint.h>

namespace jarip {

// Bytes per device when `devices` share the machine: JARIP_DEVICE_MEMORY (per device), or 80 % of
// the RAM or of the control group's limit, whichever is less, divided among them.
uint64_t device_memory_bytes(uint32_t devices);

}  // namespace jarip
