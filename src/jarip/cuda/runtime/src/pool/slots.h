// The table of published jobs, which threads enter and leave without a lock.
#pragma once

#include "pool/job.h"

namespace jarip {

struct alignas(64) Slot {
  // Number of threads inside, plus kClosed while no thread may enter.
  std::atomic<uint32_t> users;
  Job *job;
};

// Puts `job` in a slot, or in a queue that is served as slots become free.
void open_slot(Job &job);

// Enters a slot whose job has parts left, of `owner` unless nullptr; nullptr when there is none.
Slot *enter_slot(const void *owner);

// To be called inside a slot, once, by the thread that took the last part.
void mark_exhausted(Slot &slot);

// To be called inside a slot, once, when the job is finished.
void close_slot(Slot &slot);

// The last thread to leave a closed slot releases the job.
void leave_slot(Slot &slot);

bool any_slot_available();

}  // namespace jarip
