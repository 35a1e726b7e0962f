#include "streams.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "busy_streams.h"
#include "clock.h"
#include "cuda_error.h"
#include "devices.h"
#include "runtime_bridge.h"
#include "target.h"

#ifndef JARIP_TWIN_PRIVATEUSE1  // else vendor_streams.cpp
namespace jarip {

std::atomic<bool> streams_have_work{false};

struct Event {
  c10::Stream stream;
  bool timing;
  int64_t nanoseconds;  // when what the stream had was done, or will be
};

namespace {

using c10::Stream;
using c10::StreamId;

RuntimeBridge g_runtime;
std::atomic<bool> g_runtime_is_connected{false};
constexpr StreamId kDefault = 0;
thread_local std::array<StreamId, kMaxDevices> t_current_stream{};

struct StreamRecord {
  int device;
  int priority;
  void* handle;  // the runtime's; made when first asked for
  bool external;
};

// Streams are never destroyed, as PyTorch never destroys those of its pool.
class StreamTable {
 public:
  StreamId add(StreamRecord record) {
    std::lock_guard<std::mutex> hold(mutex_);
    StreamId id = ++last_;
    records_[id] = record;
    return id;
  }
  StreamId find_external(void* handle, int device) {
    {
      std::lock_guard<std::mutex> hold(mutex_);
      for (auto& [id, record] : records_)
        if (record.external && record.handle == handle && record.device == device) return id;
    }
    return add({device, 0, handle, true});
  }
  StreamRecord get(StreamId id) {
    std::lock_guard<std::mutex> hold(mutex_);
    auto found = records_.find(id);
    return found == records_.end() ? StreamRecord{0, 0, nullptr, false} : found->second;
  }
  void* handle(StreamId id) {
    std::lock_guard<std::mutex> hold(mutex_);
    StreamRecord& record = records_[id];
    if (!record.handle && g_runtime.stream_create)
      record.handle = g_runtime.stream_create(record.device, record.priority);
    return record.handle ? record.handle : reinterpret_cast<void*>(id << 4);
  }

 private:
  std::mutex mutex_;
  StreamId last_ = kDefault;
  std::unordered_map<StreamId, StreamRecord> records_;
};

StreamTable& table() {
  static auto* streams = new StreamTable;
  return *streams;
}

Stream make(StreamId id, int device) { return Stream(Stream::UNSAFE, face_device(device), id); }

void check_runtime(int code, const char* what) {
  if (code == 0) return;
  raise_cuda_error(code, "a kernel failed",
                   c10::str("Reported while ", what, "; the kernel was launched earlier."));
}

// The default stream's handle is null on every device: the runtime takes that of its current one.
class RuntimeDevice {
 public:
  explicit RuntimeDevice(int device) : differs_(device != current_device()) {
    if (differs_) g_runtime.set_device(device);
  }
  ~RuntimeDevice() {
    if (differs_) g_runtime.set_device(current_device());
  }
  RuntimeDevice(const RuntimeDevice&) = delete;

 private:
  bool differs_;
};

void wait_for_runtime(const Stream& stream) {
  if (!g_runtime_is_connected) return;
  RuntimeDevice on(stream.device_index());
  check_runtime(g_runtime.stream_synchronize(native_handle(stream)), "waiting for a stream");
}

}  // namespace

void tell_runtime_device(int device) noexcept {
  if (g_runtime_is_connected.load(std::memory_order_relaxed)) g_runtime.set_device(device);
}

bool runtime_has_pinned(const void* pointer) {
  return g_runtime_is_connected.load(std::memory_order_relaxed) && g_runtime.is_pinned(pointer);
}

void observe_kernels(const JaripKernelObserver* observer) {
  if (g_runtime_is_connected) g_runtime.observe_kernels(observer);
}

Stream default_stream(int device) { return make(kDefault, resolve_device(device)); }

Stream current_stream(int device) {
  int index = resolve_device(device);
  return make(t_current_stream[index], index);
}

Stream new_stream(int device, int priority) {
  int index = resolve_device(device);
  return make(table().add({index, priority, nullptr, false}), index);
}

Stream external_stream(void* handle, int device) {
  int index = resolve_device(device);
  return make(handle ? table().find_external(handle, index) : kDefault, index);
}

Stream exchange_stream(Stream stream) {
  int device = stream.device_index();
  return make(std::exchange(t_current_stream[device], stream.id()), device);
}

void* native_handle(const Stream& stream) {
  return stream.id() == kDefault ? nullptr : table().handle(stream.id());
}

int stream_priority(const Stream& stream) { return table().get(stream.id()).priority; }

bool is_complete(const Stream& stream) {
  if (!streams_have_work) return true;
  if (busy().until(stream) > monotonic_nanoseconds()) return false;
  if (!g_runtime_is_connected) return true;
  RuntimeDevice on(stream.device_index());
  return g_runtime.stream_query(native_handle(stream)) == 0;
}

void synchronize(const Stream& stream) {
  if (streams_have_work) sleep_until(busy().until(stream));
  wait_for_runtime(stream);
}

void keep_busy(const Stream& stream, int64_t nanoseconds) {
  busy().extend(stream, nanoseconds);
  streams_have_work = true;
}
void synchronize_device(int device) {
  if (streams_have_work) sleep_until(busy().until(resolve_device(device)));
  if (!g_runtime_is_connected) return;
  RuntimeDevice on(resolve_device(device));
  check_runtime(g_runtime.device_synchronize(), "waiting for the device");
}

void wait_for_launches_slowly(int device) {
  Stream stream = current_stream(device);
  if (!is_complete(stream)) synchronize(stream);
}

void record_event(Event*& event, const Stream& stream, bool timing) {
  wait_for_runtime(stream);
  if (!event) event = new Event{stream, timing, 0};
  event->stream = stream;
  event->nanoseconds = monotonic_nanoseconds();
  if (streams_have_work)
    event->nanoseconds = std::max(event->nanoseconds, busy().until(stream));
}

// Of what an event stands for, only what keep_busy asked for is not done.
void wait_event(Event* event, const Stream& stream) {
  if (event && !is_complete(event)) busy().extend_until(stream, event->nanoseconds);
}
bool is_complete(const Event* event) {
  return !event || !streams_have_work || event->nanoseconds <= monotonic_nanoseconds();
}
void synchronize(const Event* event) {
  if (event && streams_have_work) sleep_until(event->nanoseconds);
}
void destroy(Event* event) noexcept { delete event; }

double elapsed_milliseconds(const Event* from, const Event* to) {
  TORCH_CHECK(from && to, "Both events must be recorded before calculating elapsed time.");
  TORCH_CHECK(from->timing && to->timing,
              "Both events must be created with argument 'enable_timing=True'.");
  if (from->stream.device_index() != to->stream.device_index())
    raise_cuda_error(kInvalidResourceHandle, "invalid resource handle",
                     "The events were recorded on streams of different devices.");
  return static_cast<double>(to->nanoseconds - from->nanoseconds) / 1e6;
}

}  // namespace jarip

// Looked up by extension/runtime_bridge.cpp when a CUDA runtime comes into the process.
extern "C" __attribute__((visibility("default"))) void jarip_torch_connect_runtime(
    const jarip::RuntimeBridge* bridge) {
  jarip::g_runtime = *bridge;
  jarip::g_runtime.set_device(jarip::current_device());
  jarip::g_runtime_is_connected = true;
  jarip::streams_have_work = true;
}
#endif
