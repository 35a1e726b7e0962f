// The properties of a device, from which the attributes are taken as well.
#pragma once

#include "api.h"

namespace jarip {

struct Device;

cudaDeviceProp device_properties(const Device &device);

}  // namespace jarip
