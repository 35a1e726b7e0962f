// Device times for torch.profiler: operators run when they are called, so a clock will do.
#include "profiler.h"

#include <torch/csrc/profiler/stubs/base.h>

#include "clock.h"
#include "devices.h"
#include "streams.h"

namespace jarip {
namespace {

using torch::profiler::impl::ProfilerVoidEventStub;

class FaceProfiler final : public torch::profiler::impl::ProfilerStubs {
 public:
  void record(c10::DeviceIndex* device, ProfilerVoidEventStub* event,
              int64_t* cpu_ns) const override {
    if (device) *device = static_cast<c10::DeviceIndex>(current_device());
    int64_t time = monotonic_nanoseconds();
    *event = std::make_shared<int64_t>(time);
    if (cpu_ns) *cpu_ns = time;
  }
  float elapsed(const ProfilerVoidEventStub* from, const ProfilerVoidEventStub* to) const override {
    auto at = [](const ProfilerVoidEventStub* event) {
      return *static_cast<const int64_t*>(event->get());
    };
    return static_cast<float>(at(to) - at(from)) / 1e3f;  // microseconds
  }
  void mark(const char*) const override {}
  void rangePush(const char*) const override {}
  void rangePop() const override {}
  bool enabled() const override { return true; }
  void onEachDevice(std::function<void(int)> visit) const override {
    for (int index = 0; index < device_count(); index++) visit(index);
  }
  void synchronize() const override { synchronize_device(-1); }
};

}  // namespace

void install_profiler() {
  static auto* stubs = new FaceProfiler;
  torch::profiler::impl::registerCUDAMethods(stubs);
}

}  // namespace jarip
