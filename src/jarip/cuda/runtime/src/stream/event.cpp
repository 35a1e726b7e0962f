#include "stream/event.h"

#include "base/clock.h"
#include "base/lock.h"
#include "devicelib/print_buffer.h"
#include "stream/scheduler.h"
#include "stream/shared_event.h"
#include "stream/stream.h"

namespace jarip {

namespace {

constexpr uint32_t kEventMagic = 0x4a455654;  // "JEVT"
constexpr unsigned kKnownFlags =
    cudaEventBlockingSync | cudaEventDisableTiming | cudaEventInterprocess;

// As for streams, memory of events is reused but never returned to malloc.
Lock lock;
Event *free_events;

Event *create_event(Device &device, unsigned flags) {
  Guard guard(lock);
  Event *event = free_events;
  if (event == nullptr) {
    event = new Event();
  } else {
    free_events = event->next_free;
  }
  *event = Event{kEventMagic, flags, &device, nullptr, nullptr, nullptr, -1, nullptr};
  return event;
}

// Either of the two is given, or none when the event is destroyed.
void set_last_record(Event &event, EventRecord *record, CapturedPoint *captured) {
  EventRecord *old = nullptr;
  {
    Guard guard(lock);
    old = event.last;
    event.last = record;
    delete event.captured;
    event.captured = captured;
  }
  if (old != nullptr) old->drop();
}

cudaError_t create(cudaEvent_t *handle, unsigned flags) {
  const bool shared_with_timing =
      (flags & cudaEventInterprocess) != 0 && (flags & cudaEventDisableTiming) == 0;
  if (handle == nullptr || (flags & ~kKnownFlags) != 0 || shared_with_timing) {
    return cudaErrorInvalidValue;
  }
  *handle = reinterpret_cast<cudaEvent_t>(create_event(current_device(), flags));
  return cudaSuccess;
}

cudaError_t record_event(cudaEvent_t handle, cudaStream_t stream_handle) {
  Event *event = resolve_event(handle);
  Stream *stream = resolve_stream(stream_handle);
  if (event == nullptr || stream == nullptr) return cudaErrorInvalidResourceHandle;
  if (event->device != stream->device) return cudaErrorInvalidResourceHandle;
  const cudaError_t conflict = check_capture(*stream, false);
  if (conflict != cudaSuccess) return conflict;
  if (is_capturing(*stream)) {
    auto *point = new CapturedPoint();
    capture_event_record(point, *stream);
    set_last_record(*event, nullptr, point);
  } else {
    submit(*new_record(*event), *stream);
    if (event->shared != nullptr) record_shared(*event->shared, *stream);
  }
  return cudaSuccess;
}

cudaError_t wait_for_event(Stream &stream, Event &event) {
  const cudaError_t conflict = check_capture(stream, false);
  if (conflict != cudaSuccess) return conflict;
  if (event.captured != nullptr) return capture_event_wait(*event.captured, stream);
  if (event.shared != nullptr) {
    if (is_capturing(stream)) return isolate_capture(stream);
    await_shared(*event.shared, stream);
    return cudaSuccess;
  }
  EventRecord *last = last_record(event);
  if (last == nullptr) return cudaSuccess;
  cudaError_t error = cudaSuccess;
  if (is_capturing(stream)) {
    // What happened outside of a capture cannot be part of it.
    error = last->complete() ? cudaSuccess : isolate_capture(stream);
  } else {
    submit(*new Marker(), stream, last);
  }
  last->drop();
  return error;
}

// Nanoseconds of a completed record that may be used for timing, or why there are none.
cudaError_t completed_time(cudaEvent_t handle, uint64_t *time_ns) {
  Event *event = resolve_event(handle);
  if (event == nullptr || (event->flags & cudaEventDisableTiming) != 0) {
    return cudaErrorInvalidResourceHandle;
  }
  EventRecord *record = last_record(*event);
  if (record == nullptr) return cudaErrorInvalidResourceHandle;
  const bool complete = record->complete();
  *time_ns = record->time_ns();
  record->drop();
  return complete ? cudaSuccess : cudaErrorNotReady;
}

}  // namespace

Operation::Start EventRecord::start() {
  time_ns_ = now_ns();
  return Start::complete;
}

Event *resolve_event(cudaEvent_t handle) {
  auto *event = reinterpret_cast<Event *>(handle);
  const bool aligned = reinterpret_cast<uintptr_t>(handle) % alignof(Event) == 0;
  return event != nullptr && aligned && event->magic == kEventMagic ? event : nullptr;
}

EventRecord *new_record(Event &event) {
  auto *operation = new EventRecord();
  operation->keep();  // the event's
  set_last_record(event, operation, nullptr);
  return operation;
}

EventRecord *last_record(Event &event) {
  Guard guard(lock);
  if (event.last != nullptr) event.last->keep();
  return event.last;
}

cudaError_t after_synchronization() {
  flush_device_output();
  return current_device().sticky_error();
}

}  // namespace jarip

using jarip::record;

extern "C" cudaError_t cudaEventCreate(cudaEvent_t *event) {
  JARIP_ENTER();
  return record(jarip::create(event, cudaEventDefault));
}

extern "C" cudaError_t cudaEventCreateWithFlags(cudaEvent_t *event, unsigned int flags) {
  JARIP_ENTER();
  return record(jarip::create(event, flags));
}

extern "C" cudaError_t cudaEventDestroy(cudaEvent_t handle) {
  JARIP_ENTER();
  jarip::Event *event = jarip::resolve_event(handle);
  if (event == nullptr) return record(cudaErrorInvalidResourceHandle);
  jarip::set_last_record(*event, nullptr, nullptr);
  jarip::Guard guard(jarip::lock);
  event->magic = 0;
  event->next_free = jarip::free_events;
  jarip::free_events = event;
  return cudaSuccess;
}

extern "C" cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  JARIP_ENTER();
  return record(jarip::record_event(event, stream));
}

extern "C" cudaError_t cudaEventRecordWithFlags(cudaEvent_t event, cudaStream_t stream,
                                                unsigned int flags) {
  JARIP_ENTER();
  if ((flags & ~unsigned{cudaEventRecordExternal}) != 0) return record(cudaErrorInvalidValue);
  return record(jarip::record_event(event, stream));
}

extern "C" cudaError_t cudaEventQuery(cudaEvent_t handle) {
  JARIP_ENTER();
  jarip::Event *event = jarip::resolve_event(handle);
  if (event == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (event->captured != nullptr) return record(cudaErrorCapturedEvent);
  if (event->shared != nullptr && !jarip::shared_complete(*event->shared)) {
    return record(cudaErrorNotReady);
  }
  jarip::EventRecord *last = jarip::last_record(*event);
  if (last == nullptr) return cudaSuccess;
  const bool complete = last->complete();
  last->drop();
  return record(complete ? jarip::after_synchronization() : cudaErrorNotReady);
}

extern "C" cudaError_t cudaEventSynchronize(cudaEvent_t handle) {
  JARIP_ENTER();
  jarip::Event *event = jarip::resolve_event(handle);
  if (event == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (event->captured != nullptr) return record(cudaErrorCapturedEvent);
  if (jarip::EventRecord *last = jarip::last_record(*event)) {
    jarip::wait_operation(*last);
    last->drop();
  }
  if (event->shared != nullptr) jarip::await_shared(*event->shared);
  return record(jarip::after_synchronization());
}

extern "C" cudaError_t cudaEventElapsedTime(float *milliseconds, cudaEvent_t start,
                                            cudaEvent_t end) {
  JARIP_ENTER();
  if (milliseconds == nullptr) return record(cudaErrorInvalidValue);
  uint64_t start_ns = 0;
  uint64_t end_ns = 0;
  const cudaError_t start_error = jarip::completed_time(start, &start_ns);
  const cudaError_t end_error = jarip::completed_time(end, &end_ns);
  if (start_error != cudaSuccess) return record(start_error);
  if (end_error != cudaSuccess) return record(end_error);
  const auto difference = static_cast<int64_t>(end_ns - start_ns);
  *milliseconds = static_cast<float>(static_cast<double>(difference) * 1e-6);
  return cudaSuccess;
}

extern "C" cudaError_t cudaEventElapsedTime_v2(float *milliseconds, cudaEvent_t start,
                                               cudaEvent_t end) {
  return cudaEventElapsedTime(milliseconds, start, end);
}

extern "C" cudaError_t cudaStreamWaitEvent(cudaStream_t stream_handle, cudaEvent_t event_handle,
                                           unsigned int flags) {
  JARIP_ENTER();
  jarip::Stream *stream = jarip::resolve_stream(stream_handle);
  jarip::Event *event = jarip::resolve_event(event_handle);
  if (stream == nullptr || event == nullptr) return record(cudaErrorInvalidResourceHandle);
  if ((flags & ~unsigned{cudaEventWaitExternal}) != 0) return record(cudaErrorInvalidValue);
  return record(jarip::wait_for_event(*stream, *event));
}
