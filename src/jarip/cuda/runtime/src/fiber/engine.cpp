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

void FiberEngine::run_blocks(const JaripKernel &kernel, const JaripLaunch &launch, uint64_t begin,
                             uint64_t end) {
  kernel_ = &kernel;
  prepare(launch);
  for (uint64_t block = begin; block < end; ++block) {
    begin_block(block);
    run_block();
  }
}

void FiberEngine::prepare(const JaripLaunch &launch) {
  launch_ = &launch;
  stacks_.set_stack_bytes(fiber_stack_bytes());
  threads_ = launch.block[0] * launch.block[1] * launch.block[2];
  warp_count_ = (threads_ + kLanes - 1) / kLanes;
  while (fibers_.size() < threads_) fibers_.push(Fiber{});
  uint32_t tid[3] = {0, 0, 0};
  for (uint32_t index = 0; index < threads_; ++index) {
    Fiber &fiber = fibers_[index];
    fiber.thread = JaripThread{{tid[0], tid[1], tid[2]}, {0, 0, 0}, &launch, &seat_.worker, &fiber};
    fiber.warp = index / kLanes;
    fiber.lane = index % kLanes;
    if (++tid[0] < launch.block[0]) continue;
    tid[0] = 0;
    if (++tid[1] < launch.block[1]) continue;
    tid[1] = 0;
    ++tid[2];
  }
}

void FiberEngine::begin_block(uint64_t block) {
  const uint32_t x = static_cast<uint32_t>(block % launch_->grid[0]);
  const uint32_t y = static_cast<uint32_t>(block / launch_->grid[0] % launch_->grid[1]);
  const uint32_t z = static_cast<uint32_t>(block / launch_->grid[0] / launch_->grid[1]);
  for (uint32_t index = 0; index < threads_; ++index) {
    Fiber &fiber = fibers_[index];
    fiber.thread.ctaid[0] = x;
    fiber.thread.ctaid[1] = y;
    fiber.thread.ctaid[2] = z;
    fiber.stack = -1;
    fiber.meeting = nullptr;
  }
  memset(barriers_, 0, sizeof barriers_);
  for (uint32_t warp = 0; warp < warp_count_; ++warp) {
    const uint32_t left = threads_ - warp * kLanes;
    const uint32_t lanes = left >= kLanes ? ~0u : (1u << left) - 1;
    warps_[warp] = Warp{};
    warps_[warp].exited = ~lanes;
    warps_[warp].ready = lanes;
  }
  ready_warps_ = warp_count_ == kMostWarps ? ~0u : (1u << warp_count_) - 1;
  yielded_warps_ = 0;
  idle_rounds_ = 0;
  current_warp_ = 0;
  live_ = threads_;
}

void FiberEngine::run_block() { start_or_resume(*next_fiber(), &main_stack_pointer_); }

void FiberEngine::start_or_resume(Fiber &fiber, void **save) {
  current_ = &fiber;
  if (fiber.stack < 0) {
    fiber.stack = stacks_.take();
    if (fiber.stack < 0) {
      report("no memory for the stacks of %u threads of %zu bytes; set JARIP_STACK_SIZE lower",
             threads_, fiber_stack_bytes());
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
    exit_fiber(fiber);
    void *never_resumed = nullptr;
    if (live_ == 0) {
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

void FiberEngine::exit_fiber(Fiber &fiber) {
  leave_meeting(fiber);
  Warp &warp = warps_[fiber.warp];
  warp.exited |= fiber.bit();
  --live_;
  for (Meeting *meeting = warp.meetings; meeting != nullptr;) {
    Meeting *next = meeting->next;
    if (complete(warp, *meeting)) end_meeting(fiber.warp, meeting, 0);
    meeting = next;
  }
  for (Barrier &barrier : barriers_) {
    if (barrier.arrived > 0) try_release(barrier, 0, 0);
  }
}

void FiberEngine::forget_blocks() {
  stacks_.give_back_all();
  memset(warps_, 0, sizeof warps_);
}

}  // namespace jarip

void jarip_fiber_main(void *engine) { static_cast<jarip::FiberEngine *>(engine)->run_fibers(); }
