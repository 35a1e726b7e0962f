// Which fiber runs next: lanes of the current warp first, then the other warps in turn.
#include <sched.h>

#include "fiber/engine.h"

namespace jarip {

namespace {

constexpr uint32_t kPatientRounds = 64;  // before the processor is left to other threads

}  // namespace

void FiberEngine::make_ready(uint32_t warp, uint32_t lanes) {
  if (lanes == 0) return;
  warps_[warp].ready |= lanes;
  ready_warps_ |= 1u << warp;
}

Fiber *FiberEngine::next_in_warp(uint32_t index) {
  Warp &warp = warps_[index];
  const auto lane = static_cast<uint32_t>(__builtin_ctz(warp.ready));
  warp.ready &= warp.ready - 1;
  if (warp.ready == 0) ready_warps_ &= ~(1u << index);
  current_warp_ = index;
  return &fibers_[index * kLanes + lane];
}

// Lanes that wait to learn who is with them are answered when no other lane of their warp can come
// any more; those at the same place of the program are together.
bool FiberEngine::release_converging(Warp &warp) {
  if (warp.converging == 0) return false;
  const void *site = warp.sites[__builtin_ctz(warp.converging)];
  uint32_t together = 0;
  for (uint32_t lanes = warp.converging; lanes != 0; lanes &= lanes - 1) {
    const auto lane = static_cast<uint32_t>(__builtin_ctz(lanes));
    if (warp.sites[lane] == site) together |= 1u << lane;
  }
  const auto index = static_cast<uint32_t>(&warp - warps_);
  for (uint32_t lanes = together; lanes != 0; lanes &= lanes - 1) {
    fibers_[index * kLanes + static_cast<uint32_t>(__builtin_ctz(lanes))].result = together;
  }
  warp.converging &= ~together;
  make_ready(index, together);
  return true;
}

bool FiberEngine::release_yielded() {
  if (yielded_warps_ == 0) return false;
  for (uint32_t warps = yielded_warps_; warps != 0; warps &= warps - 1) {
    const auto index = static_cast<uint32_t>(__builtin_ctz(warps));
    make_ready(index, warps_[index].yielded);
    warps_[index].yielded = 0;
  }
  yielded_warps_ = 0;
  // What they spin for may have to come from a block on another processor.
  if (++idle_rounds_ > kPatientRounds) sched_yield();
  return true;
}

Fiber *FiberEngine::next_fiber() {
  for (;;) {
    Warp &warp = warps_[current_warp_];
    if (warp.ready != 0 || release_converging(warp)) return next_in_warp(current_warp_);
    if (ready_warps_ != 0) {
      const uint32_t later = ready_warps_ & ~((2u << current_warp_) - 1);
      return next_in_warp(static_cast<uint32_t>(__builtin_ctz(later != 0 ? later : ready_warps_)));
    }
    if (!release_yielded()) report_deadlock();
  }
}

void FiberEngine::yield(Fiber &fiber) {
  warps_[fiber.warp].yielded |= fiber.bit();
  yielded_warps_ |= 1u << fiber.warp;
  suspend(fiber);
}

}  // namespace jarip
