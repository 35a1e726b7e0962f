// Events that several processes know: two counters in memory they share.
#pragma once

#include "api.h"
#include "stream/stream.h"

namespace jarip {

struct Event;
struct SharedEvent;

// What another process needs to find one; a handle of 64 bytes holds it.
struct SharedEventPlace {
  uint32_t magic;
  int32_t process;
  int32_t descriptor;  // of that process
};

// Makes an event one that other processes can open. Waits for its last record first.
cudaError_t share_event(Event &event, SharedEventPlace *place);

// Makes a fresh event the one of another process. cudaErrorMapBufferObjectFailed when that is gone.
cudaError_t join_event(Event &event, const SharedEventPlace &place);

// Puts a record into `stream`, as all processes see it.
void record_shared(SharedEvent &event, Stream &stream);

// Makes `stream` wait for the last record of any process, or the calling thread.
void await_shared(SharedEvent &event, Stream &stream);
void await_shared(const SharedEvent &event);

bool shared_complete(const SharedEvent &event);

}  // namespace jarip
