// The device guard: how c10 asks for the current device and stream of the face.
#include "guard.h"

#include <c10/core/impl/DeviceGuardImplInterface.h>

#include "devices.h"
#include "graph.h"
#include "streams.h"
#include "synchronization.h"
#include "target.h"

namespace jarip {
namespace {

using c10::Device;
using c10::DeviceIndex;
using c10::Stream;

class FaceGuard final : public c10::impl::DeviceGuardImplInterface {
 public:
  c10::DeviceType type() const override { return kFaceType; }
  Device exchangeDevice(Device device) const override {
    return face_device(exchange_device(device.index()));
  }
  Device getDevice() const override { return face_device(current_device()); }
  void setDevice(Device device) const override { set_current_device(device.index()); }
  void uncheckedSetDevice(Device device) const noexcept override {
    set_current_device_unchecked(device.index());
  }
  DeviceIndex deviceCount() const noexcept override {
    return static_cast<DeviceIndex>(device_count());
  }
  c10::DeviceCapability getDeviceCapability(Device) const override { return {}; }

  Stream getStream(Device device) const override { return current_stream(device.index()); }
  Stream getDefaultStream(Device device) const override { return default_stream(device.index()); }
  Stream getStreamFromGlobalPool(Device device, bool high) const override {
    return new_stream(device.index(), high ? -1 : 0);
  }
  Stream getNewStream(Device device, int priority) const override {
    return new_stream(device.index(), priority);
  }
  Stream exchangeStream(Stream stream) const override { return exchange_stream(stream); }
  void* getStreamNativeHandle(const Stream stream) const override { return native_handle(stream); }
  bool queryStream(const Stream& stream) const override { return is_complete(stream); }
  void synchronizeStream(const Stream& stream) const override {
    graph::check_may_wait("synchronizing a stream");
    synchronization::note();
    synchronize(stream);
  }
  void synchronizeDevice(const DeviceIndex device) const override {
    graph::check_may_wait("synchronizing the device");
    synchronize_device(device);
  }
  bool isStreamCapturing(const Stream& stream) const override {
    return graph::is_capturing(stream);
  }

  void record(void** event, const Stream& stream, const DeviceIndex,
              const c10::EventFlag flag) const override {
    auto* typed = static_cast<Event*>(*event);
    record_event(typed, stream, flag == c10::EventFlag::BACKEND_DEFAULT);
    *event = typed;
  }
  void block(void* event, const Stream& stream) const override {
    wait_event(static_cast<Event*>(event), stream);
  }
  bool queryEvent(void* event) const override { return is_complete(static_cast<Event*>(event)); }
  void synchronizeEvent(void* event) const override {
    graph::check_may_wait("synchronizing an event");
    synchronize(static_cast<const Event*>(event));
  }
  void destroyEvent(void* event, const DeviceIndex) const noexcept override {
    destroy(static_cast<Event*>(event));
  }
  double elapsedTime(void* from, void* to, const DeviceIndex) const override {
    return elapsed_milliseconds(static_cast<Event*>(from), static_cast<Event*>(to));
  }
};

}  // namespace

void install_guard() {
  static c10::impl::DeviceGuardImplRegistrar registrar(kFaceType, new FaceGuard);
}

}  // namespace jarip
