// streams.h where the twin is a vendor's chip: the vendor's own streams and events, under the
// face's device and with the vendor's numbers.
#include "streams.h"

#include <chrono>
#include <thread>

#include "devices.h"
#include "target.h"
#include "vendor.h"

#ifdef JARIP_TWIN_PRIVATEUSE1
namespace jarip {

// No CUDA runtime joins: what nvcc compiles runs on the host, which has not the chip's memory.
std::atomic<bool> streams_have_work{false};

struct Event {
  c10::Device device;  // the vendor's
  c10::EventFlag flag;
  void* handle;
};

namespace {

using c10::Stream;

Stream to_face(const Stream& stream) {
  return Stream(Stream::UNSAFE, face_device(stream.device_index()), stream.id());
}
Stream to_vendor(const Stream& stream) {
  return Stream(Stream::UNSAFE, twin_device(stream.device_index()), stream.id());
}
c10::Device vendor_device(int device) { return twin_device(resolve_device(device)); }

}  // namespace

void tell_runtime_device(int device) noexcept {
  vendor_guard().uncheckedSetDevice(twin_device(device));
}

bool runtime_has_pinned(const void*) { return false; }
void observe_kernels(const JaripKernelObserver*) {}

Stream default_stream(int device) {
  return to_face(vendor_guard().getDefaultStream(vendor_device(device)));
}
Stream current_stream(int device) {
  return to_face(vendor_guard().getStream(vendor_device(device)));
}
Stream new_stream(int device, int priority) {
  return to_face(vendor_guard().getStreamFromGlobalPool(vendor_device(device), priority < 0));
}
Stream external_stream(void* handle, int device) {
  TORCH_CHECK(!handle, "jarip: a cudaStream_t made outside PyTorch is not the chip's stream");
  return default_stream(device);
}
Stream exchange_stream(Stream stream) {
  return to_face(vendor_guard().exchangeStream(to_vendor(stream)));
}

void* native_handle(const Stream& stream) {
  return vendor_guard().getStreamNativeHandle(to_vendor(stream));
}
int stream_priority(const Stream&) { return 0; }  // c10 does not tell it
bool is_complete(const Stream& stream) { return vendor_guard().queryStream(to_vendor(stream)); }
void synchronize(const Stream& stream) { vendor_guard().synchronizeStream(to_vendor(stream)); }
void synchronize_device(int device) {
  vendor_guard().synchronizeDevice(vendor_device(device).index());
}
void wait_for_launches_slowly(int) {}
void keep_busy(const Stream&, int64_t nanoseconds) {
  std::this_thread::sleep_for(std::chrono::nanoseconds(nanoseconds));
}

void record_event(Event*& event, const Stream& stream, bool timing) {
  Stream own = to_vendor(stream);
  auto flag = timing ? c10::EventFlag::BACKEND_DEFAULT : c10::EventFlag::PYTORCH_DEFAULT;
  if (!event) event = new Event{own.device(), flag, nullptr};
  vendor_guard().record(&event->handle, own, own.device_index(), event->flag);
}
void wait_event(Event* event, const Stream& stream) {
  if (event) vendor_guard().block(event->handle, to_vendor(stream));
}
bool is_complete(const Event* event) { return !event || vendor_guard().queryEvent(event->handle); }
void synchronize(const Event* event) {
  if (event) vendor_guard().synchronizeEvent(event->handle);
}
void destroy(Event* event) noexcept {
  if (!event) return;
  vendor_guard().destroyEvent(event->handle, event->device.index());
  delete event;
}
double elapsed_milliseconds(const Event* from, const Event* to) {
  TORCH_CHECK(from && to, "Both events must be recorded before calculating elapsed time.");
  return vendor_guard().elapsedTime(from->handle, to->handle, from->device.index());
}

}  // namespace jarip
#endif
