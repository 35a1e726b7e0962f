#include "fiber/engine.h"

#include <string.h>

#include "api.h"
#include "base/message.h"
#include "fault/guard.h"

namespace jarip {

FiberEngine &fiber_engine(Seat &seat) {
  if (seat.fibers == nullptr) seat.fibers = new FiberEngine(seat);
  return *seat.fibers;
}

void FiberEngine::start(const JaripKernel &kernel) {
  kernel_ = &kernel;
  grid_ = nullptr;
  blocks_.clear();
  stacks_.set_stack_bytes(fiber_stack_bytes());
}

void FiberEngine::run_blocks(const JaripKernel &kernel, const JaripLaunch &launch, uint64_t begin,
                             uint64_t end) {
  start(kernel);
  blocks_.push(&single_);
  single_.prepare(*this, launch, seat_.worker);
  for (uint64_t block = begin; block < end; ++block) {
    single_.begin(launch, block);
    run_resident_blocks();
  }
}

void FiberEngine::run_resident_blocks() {
  current_block_ = 0;
  unfinished_blocks_ = blocks_.size();
  idle_rounds_ = 0;
  start_or_resume(*next_fiber(), &main_stack_pointer_);
}

void FiberEngine::start_or_resume(Fiber &fiber, void **save) {
  current_ = &fiber;
  if (fiber.stack < 0) {
    fiber.stack = stacks_.take();
    if (fiber.stack < 0) {
      report("no memory for the stacks of %u threads of %zu bytes; set JARIP_STACK_SIZE lower",
             fiber.block->threads, fiber_stack_bytes());
      abandon_guarded(cudaErrorLaunchOutOfResources);
    }
    fiber.stack_pointer = prepare_stack(stacks_.top(fiber.stack), this);
  }
  jarip_fiber_switch(save, fiber.stack_pointer);
}

// The life of a stack: it runs one thread after the other until it has to make room for a thread
// that waits on a stack of its own. Threads that never wait thus share one stack.
void FiberEngine::run_fibers() {
  for (;;) {
    Fiber &fiber = *current_;
    kernel_->run_thread(&fiber.thread);
    fiber.block->exit(fiber);
    if (fiber.block->live == 0) --unfinished_blocks_;
    void *never_resumed = nullptr;
    if (unfinished_blocks_ == 0) {
      stacks_.give_back(fiber.stack);
      jarip_fiber_switch(&never_resumed, main_stack_pointer_);
    }
    Fiber &next = *next_fiber();
    if (next.stack < 0) {
      next.stack = fiber.stack;
      current_ = &next;
    } else {
      stacks_.give_back(fiber.stack);
      start_or_resume(next, &never_resumed);
    }
  }
}

void FiberEngine::suspend(Fiber &fiber) {
  Fiber &next = *next_fiber();
  if (&next == &fiber) {
    current_ = &fiber;
  } else {
    start_or_resume(next, &fiber.stack_pointer);
  }
}

void FiberEngine::forget_blocks() { stacks_.give_back_all(); }

}  // namespace jarip

void jarip_fiber_main(void *engine) { static_cast<jarip::FiberEngine *>(engine)->run_fibers(); }
