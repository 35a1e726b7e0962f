// What PyTorch asks of a chip beside its kernels: devices, streams, events, generators.
#pragma once

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>

#include <chrono>
#include <mutex>
#include <set>
#include <string>

#include "memory.h"

namespace testchip {

using c10::Device;
using c10::DeviceIndex;
using c10::Stream;

// What the chip was asked to do, for tests: "aten::mm", "synchronize device 1".
class Journal {
 public:
  void note(std::string what) {
    std::lock_guard<std::mutex> hold(mutex_);
    noted_.insert(std::move(what));
  }
  std::set<std::string> take() {
    std::lock_guard<std::mutex> hold(mutex_);
    return std::exchange(noted_, {});
  }

 private:
  std::mutex mutex_;
  std::set<std::string> noted_;
};

inline Journal& journal() {
  static auto* only = new Journal;
  return *only;
}

inline Device device_at(int index) {
  return {c10::kPrivateUse1, static_cast<DeviceIndex>(index)};
}

class Guard final : public c10::impl::DeviceGuardImplInterface {
 public:
  c10::DeviceType type() const override { return c10::kPrivateUse1; }
  Device exchangeDevice(Device device) const override {
    return device_at(std::exchange(t_device, device.index()));
  }
  Device getDevice() const override { return device_at(t_device); }
  void setDevice(Device device) const override { t_device = device.index(); }
  void uncheckedSetDevice(Device device) const noexcept override { t_device = device.index(); }
  DeviceIndex deviceCount() const noexcept override { return kDevices; }

  Stream getStream(Device device) const override { return stream(t_streams[device.index()], device); }
  Stream getDefaultStream(Device device) const override { return stream(0, device); }
  Stream getStreamFromGlobalPool(Device device, bool) const override {
    return stream(++last_stream_, device);
  }
  Stream exchangeStream(Stream next) const override {
    return stream(std::exchange(t_streams[next.device_index()], next.id()), next.device());
  }
  bool queryStream(const Stream&) const override { return true; }
  void synchronizeStream(const Stream& given) const override {
    journal().note(c10::str("synchronize stream ", given.id()));
  }
  void synchronizeDevice(const DeviceIndex index) const override {
    journal().note(c10::str("synchronize device ", int{index}));
  }

  void record(void** event, const Stream& given, const DeviceIndex,
              const c10::EventFlag) const override {
    journal().note(c10::str("record event on stream ", given.id()));
    if (!*event) *event = new TimePoint;
    *static_cast<TimePoint*>(*event) = std::chrono::steady_clock::now();
  }
  void block(void*, const Stream& given) const override {
    journal().note(c10::str("stream ", given.id(), " waits for event"));
  }
  bool queryEvent(void*) const override { return true; }
  void synchronizeEvent(void*) const override { journal().note("synchronize event"); }
  void destroyEvent(void* event, const DeviceIndex) const noexcept override {
    delete static_cast<TimePoint*>(event);
  }
  double elapsedTime(void* from, void* to, const DeviceIndex) const override {
    auto span = *static_cast<TimePoint*>(to) - *static_cast<TimePoint*>(from);
    return std::chrono::duration<double, std::milli>(span).count();
  }

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  static Stream stream(c10::StreamId id, Device device) {
    return Stream(Stream::UNSAFE, device_at(device.index()), id);
  }
  static inline std::atomic<c10::StreamId> last_stream_{0};
  static inline thread_local std::array<c10::StreamId, kDevices> t_streams{};
};

class Generator final : public at::CPUGeneratorImpl {
 public:
  explicit Generator(DeviceIndex index) {
    device_ = device_at(index);
    key_set_ = c10::DispatchKeySet(c10::DispatchKey::PrivateUse1);
  }
};

class Hooks final : public at::PrivateUse1HooksInterface {
 public:
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasPrimaryContext(DeviceIndex) const override { return true; }
  DeviceIndex deviceCount() const override { return kDevices; }
  at::Generator getNewGenerator(DeviceIndex index) const override {
    return at::make_generator<Generator>(index);
  }
  void resizePrivateUse1Bytes(const c10::Storage& storage, size_t bytes) const override {
    c10::DataPtr grown = memory().allocate(bytes);
    size_t kept = std::min(bytes, storage.nbytes());
    if (kept) memory().copy_data(grown.get(), storage.data(), kept);
    storage.unsafeGetStorageImpl()->set_data_ptr_noswap(std::move(grown));
    storage.unsafeGetStorageImpl()->set_nbytes(bytes);
  }
};

}  // namespace testchip
