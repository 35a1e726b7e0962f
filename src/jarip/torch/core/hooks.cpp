// What PyTorch asks about CUDA from code that does not know CUDA.
#include "hooks.h"

#include <ATen/detail/CUDAHooksInterface.h>

#include <new>

#include "allocators.h"
#include "devices.h"
#include "generator.h"
#include "streams.h"
#include "target.h"
#include "version.h"

namespace jarip {
namespace {

using c10::DeviceIndex;

class FaceHooks final : public at::CUDAHooksInterface {
 public:
  explicit FaceHooks(at::CUDAHooksArgs = {}) {}
  void init() const override {}
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return jarip::device_count() > 0; }
  bool hasCUDA() const override { return true; }
  bool hasCUDART() const override { return true; }
  // Programs may prefer one library or the other: it is the host's in any case.
  bool hasMAGMA() const override { return true; }
  bool hasCuSOLVER() const override { return true; }
  bool hasCuBLASLt() const override { return true; }
  bool hasPrimaryContext(DeviceIndex) const override { return true; }
  long versionCUDART() const override { return kCudaVersion; }
  std::string showConfig() const override { return "  - CUDA by Jarip, on the host's cores\n"; }

  DeviceIndex deviceCount() const override {
    return static_cast<DeviceIndex>(jarip::device_count());
  }
  int getNumGPUs() const override { return jarip::device_count(); }
  DeviceIndex current_device() const override { return getCurrentDevice(); }
  DeviceIndex getCurrentDevice() const override {
    return static_cast<DeviceIndex>(jarip::current_device());
  }
  void setCurrentDevice(DeviceIndex index) const override { set_current_device(index); }
  DeviceIndex exchangeDevice(DeviceIndex index) const override {
    return static_cast<DeviceIndex>(exchange_device(index));
  }
  DeviceIndex maybeExchangeDevice(DeviceIndex index) const override { return exchangeDevice(index); }
  void deviceSynchronize(DeviceIndex index) const override { synchronize_device(index); }

  const at::Generator& getDefaultGenerator(DeviceIndex index) const override {
    return default_generator(index);
  }
  at::Generator getNewGenerator(DeviceIndex index) const override { return make_generator(index); }

  c10::Device getDeviceFromPtr(void*) const override { return face_device(jarip::current_device()); }
  bool isPinnedPtr(const void* data) const override { return is_pinned(data); }
  c10::Allocator* getPinnedMemoryAllocator() const override { return pinned_allocator(); }
  c10::Allocator* getCUDADeviceAllocator() const override { return face_allocator(); }

  // Plans of Fourier transforms are the host library's affair; there is no cache to size.
  int64_t cuFFTGetPlanCacheMaxSize(DeviceIndex) const override { return plan_cache_max_; }
  void cuFFTSetPlanCacheMaxSize(DeviceIndex, int64_t size) const override {
    TORCH_CHECK(size >= 0, "cuFFT plan cache size must be non-negative, but got ", size);
    plan_cache_max_ = size;
  }
  int64_t cuFFTGetPlanCacheSize(DeviceIndex) const override { return 0; }
  void cuFFTClearPlanCache(DeviceIndex) const override {}

 private:
  static inline int64_t plan_cache_max_ = 4096;
};

}  // namespace

void install_hooks() {
  at::CUDAHooksRegistry()->Register(
      "CUDAHooks",
      [](at::CUDAHooksArgs args) -> std::unique_ptr<at::CUDAHooksInterface> {
        return std::make_unique<FaceHooks>(args);
      });
  const at::CUDAHooksInterface& asked = at::detail::getCUDAHooks();
  if (dynamic_cast<const FaceHooks*>(&asked)) return;
  // PyTorch asked before we were loaded and keeps that answer: an object without state. Ours takes
  // its place.
  static_assert(sizeof(FaceHooks) == sizeof(at::CUDAHooksInterface));
  new (const_cast<at::CUDAHooksInterface*>(&asked)) FaceHooks();
}

}  // namespace jarip
