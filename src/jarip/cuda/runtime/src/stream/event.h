// Events: cudaEvent_t points to one of these; and what waiting for the device ends with.
#pragma once

#include "api.h"
#include "device/device.h"
#include "graph/capture.h"
#include "stream/operation.h"

namespace jarip {

// The operation cudaEventRecord puts in a stream. Its time is when all before it was complete.
class EventRecord final : public Operation {
 public:
  Start start() override;

  uint64_t time_ns() const { return time_ns_; }  // valid once complete

 private:
  uint64_t time_ns_ = 0;
};

struct SharedEvent;

struct Event {
  uint32_t magic;
  unsigned flags;
  Device *device;
  EventRecord *last;        // the most recent record with a reference, nullptr before the first
  CapturedPoint *captured;  // when the most recent record was captured instead
  SharedEvent *shared;      // once other processes may know it
  int shared_descriptor;    // -1 in those that opened it
  Event *next_free;
};

// The event a handle names; nullptr for a handle that is not valid.
Event *resolve_event(cudaEvent_t handle);

// A new record, which is the event's most recent one from now on. The caller has a reference too.
EventRecord *new_record(Event &event);

// The event's most recent record with a reference for the caller, or nullptr.
EventRecord *last_record(Event &event);

// What every call that waited for kernels ends with: shows what they printed and returns the
// current device's sticky error.
cudaError_t after_synchronization();

}  // namespace jarip
