// Which fiber runs next: those of the block that is running, then of the others in turn.
#include <sched.h>

#include "fiber/engine.h"

namespace jarip {

namespace {

constexpr uint32_t kPatientRounds = 64;  // before the processor is left to other threads

}  // namespace

Fiber *FiberEngine::next_in_any_block() {
  for (size_t tried = 0; tried < blocks_.size(); ++tried) {
    Fiber *fiber = blocks_[current_block_]->next_fiber();
    if (fiber != nullptr) return fiber;
    if (++current_block_ == blocks_.size()) current_block_ = 0;
  }
  return nullptr;
}

bool FiberEngine::release_yielded() {
  bool any = false;
  for (FiberBlock *block : blocks_) any |= block->release_yielded();
  // What they spin for may have to come from a block on another processor.
  if (any && ++idle_rounds_ > kPatientRounds) sched_yield();
  return any;
}

Fiber *FiberEngine::next_fiber() {
  for (;;) {
    Fiber *fiber = next_in_any_block();
    if (fiber != nullptr) return fiber;
    if (!release_yielded() && !pass_grid_barrier()) report_deadlock();
  }
}

}  // namespace jarip
