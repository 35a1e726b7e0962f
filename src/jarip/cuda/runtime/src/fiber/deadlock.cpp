// Saying what the threads of a block wait for when none of them can ever go on.
#include "api.h"
#include "base/message.h"
#include "base/text.h"
#include "fault/guard.h"
#include "fiber/engine.h"
#include "kernel/demangle.h"

namespace jarip {

namespace {

void describe_barriers(const FiberBlock &block, Text *text) {
  for (uint32_t index = 0; index < kBarriers; ++index) {
    const Barrier &barrier = block.barriers[index];
    if (barrier.arrived == 0) continue;
    text->format("; %u wait at barrier %u for %u", barrier.arrived, index,
                 barrier.expected != 0 ? barrier.expected : block.live);
  }
  if (block.at_grid > 0) text->format("; %u wait for the grid", block.at_grid);
}

void describe_meetings(const FiberBlock &block, Text *text) {
  constexpr int kMost = 3;
  int described = 0;
  for (uint32_t index = 0; index < block.warp_count; ++index) {
    for (const Meeting *meeting = block.warps[index].meetings; meeting != nullptr;
         meeting = meeting->next) {
      if (++described > kMost) continue;
      text->format("; lanes 0x%08x of warp %u wait in a warp operation with mask 0x%08x",
                   meeting->arrived, index, meeting->mask);
    }
  }
  if (described > kMost) text->format("; and %d more such", described - kMost);
}

bool stuck(const FiberBlock &block) { return block.live > block.at_grid; }

}  // namespace

void FiberEngine::report_deadlock() {
  const FiberBlock *block = blocks_[0];
  for (const FiberBlock *each : blocks_) {
    if (stuck(*each)) block = each;
  }
  Text waits;
  describe_barriers(*block, &waits);
  describe_meetings(*block, &waits);
  const JaripThread &thread = block->fibers[0].thread;
  const Text name = demangle(kernel_->name);
  report(
      "kernel %s is deadlocked in block (%u,%u,%u): %u of %u threads are left and wait for what "
      "cannot come%s",
      name.c_str(), thread.ctaid[0], thread.ctaid[1], thread.ctaid[2], block->live, block->threads,
      waits.c_str());
  abandon_guarded(cudaErrorLaunchFailure);
}

}  // namespace jarip
