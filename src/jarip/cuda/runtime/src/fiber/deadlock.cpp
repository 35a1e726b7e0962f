// Saying what the threads of a block wait for when none of them can ever go on.
#include "api.h"
#include "base/message.h"
#include "base/text.h"
#include "fault/guard.h"
#include "fiber/engine.h"
#include "kernel/demangle.h"

namespace jarip {

namespace {

void describe_barriers(const Barrier *barriers, uint32_t live, Text *text) {
  for (uint32_t index = 0; index < kBarriers; ++index) {
    const Barrier &barrier = barriers[index];
    if (barrier.arrived == 0) continue;
    text->format("; %u wait at barrier %u for %u", barrier.arrived, index,
                 barrier.expected != 0 ? barrier.expected : live);
  }
}

void describe_meetings(const Warp *warps, uint32_t count, Text *text) {
  constexpr int kMost = 3;
  int described = 0;
  for (uint32_t index = 0; index < count; ++index) {
    for (const Meeting *meeting = warps[index].meetings; meeting != nullptr;
         meeting = meeting->next) {
      if (++described > kMost) continue;
      text->format("; lanes 0x%08x of warp %u wait in a warp operation with mask 0x%08x",
                   meeting->arrived, index, meeting->mask);
    }
  }
  if (described > kMost) text->format("; and %d more such", described - kMost);
}

}  // namespace

void FiberEngine::report_deadlock() {
  Text waits;
  describe_barriers(barriers_, live_, &waits);
  describe_meetings(warps_, warp_count_, &waits);
  const JaripThread &thread = fibers_[0].thread;
  const Text name = demangle(kernel_->name);
  report(
      "kernel %s is deadlocked in block (%u,%u,%u): %u of %u threads are left and wait for what "
      "cannot come%s",
      name.c_str(), thread.ctaid[0], thread.ctaid[1], thread.ctaid[2], live_, threads_,
      waits.c_str());
  abandon_guarded(cudaErrorLaunchFailure);
}

}  // namespace jarip
