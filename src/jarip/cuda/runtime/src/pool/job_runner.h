// Taking parts of a job and counting them done.
#pragma once

#include "pool/slots.h"

namespace jarip {

struct JobRunner {
  // Executes parts of the slot's job until none are left to take; finishes the job if this thread
  // ends the last of them. Calls more_hands() once if there is work for another thread.
  static bool run(Slot &slot, Seat &seat, void (*more_hands)());

 private:
  static bool take(Slot &slot, const Seat &seat, uint64_t *begin, uint64_t *end);
};

}  // namespace jarip
