// Events that several processes know: two counters in memory they share.
#pragma once

#include <stddef.h>

#include "stream/stream.h"

namespace jarip {

struct SharedEvent;

constexpr size_t kSharedEventBytes = 4096;

// The counters in a piece of shared memory; nullptr if it is too small or can't be mapped.
SharedEvent *map_shared_event(int descriptor);

// Puts a record into `stream`, as all processes see it.
void record_shared(SharedEvent &event, Stream &stream);

// Makes `stream` wait for the last record of any process, or the calling thread.
void await_shared(SharedEvent &event, Stream &stream);
void await_shared(const SharedEvent &event);

bool shared_complete(const SharedEvent &event);

}  // namespace jarip
