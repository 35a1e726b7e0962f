// A vendor's chip as the twin: what c10 knows of its PrivateUse1 device.
#pragma once

#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>

#include "target.h"

namespace jarip {

// Raises when nobody registered a PrivateUse1 device.
const c10::impl::DeviceGuardImplInterface& vendor_guard();
int vendor_device_count();

// The vendor's allocator as one that keeps statistics; null when it keeps none.
c10::DeviceAllocator* vendor_statistics();

void make_face_the_accelerator();
void add_lazy_copies();

// Raises where the host must be able to read the device's memory, and cannot.
inline void check_host_reads(const char* what) {
  TORCH_CHECK(kTwinIsHost, "jarip: ", what, " needs memory that the host can read, and `cuda` is "
              "a vendor's chip here. Unset JARIP_TORCH_TWIN to do this on the host.");
}

}  // namespace jarip
