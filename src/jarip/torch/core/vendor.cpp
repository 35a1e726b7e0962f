#include "vendor.h"

namespace jarip {

using c10::DeviceType;

const c10::impl::DeviceGuardImplInterface& vendor_guard() {
  TORCH_CHECK(c10::impl::hasDeviceGuardImpl(DeviceType::PrivateUse1),
              "jarip: no PrivateUse1 device is registered. JARIP_TORCH_TWIN must name the module "
              "of the chip's PyTorch plug-in, for example torch_npu.");
  return *c10::impl::getDeviceGuardImpl(DeviceType::PrivateUse1);
}

int vendor_device_count() { return vendor_guard().deviceCount(); }

c10::DeviceAllocator* vendor_statistics() {
  return dynamic_cast<c10::DeviceAllocator*>(c10::GetAllocator(DeviceType::PrivateUse1));
}

}  // namespace jarip
