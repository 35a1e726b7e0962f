// What fibers wait for: barriers of the block, meetings of lanes, convergence.
#include "fiber/engine.h"

namespace jarip {

// Releases everyone who waits if all have arrived, but for the lane `but` of `but_warp`, who has
// only just come and runs on.
bool FiberEngine::try_release(Barrier &barrier, uint32_t but_warp, uint32_t but) {
  const uint32_t target = barrier.expected != 0 ? barrier.expected : live_;
  if (barrier.arrived < target) return false;
  for (uint32_t warp = 0; warp < warp_count_; ++warp) {
    uint32_t lanes = barrier.waiting[warp];
    if (lanes == 0) continue;
    barrier.waiting[warp] = 0;
    for (uint32_t left = lanes; left != 0; left &= left - 1) {
      const auto lane = static_cast<uint32_t>(__builtin_ctz(left));
      fibers_[warp * kLanes + lane].result = barrier.predicates;
    }
    if (warp == but_warp) lanes &= ~but;
    make_ready(warp, lanes);
  }
  barrier.expected = 0;
  barrier.arrived = 0;
  barrier.predicates = 0;
  return true;
}

uint32_t FiberEngine::barrier(Fiber &fiber, uint32_t index, uint32_t threads, bool predicate) {
  Barrier &barrier = barriers_[index % kBarriers];
  barrier.expected = threads;
  barrier.arrived += 1;
  barrier.predicates += predicate ? 1 : 0;
  barrier.waiting[fiber.warp] |= fiber.bit();
  idle_rounds_ = 0;
  if (!try_release(barrier, fiber.warp, fiber.bit())) suspend(fiber);
  return fiber.result;
}

bool FiberEngine::complete(const Warp &warp, const Meeting &meeting) const {
  return ((meeting.arrived | warp.exited) & meeting.mask) == meeting.mask;
}

void FiberEngine::end_meeting(uint32_t index, Meeting *meeting, uint32_t but) {
  Meeting **link = &warps_[index].meetings;
  while (*link != meeting) link = &(*link)->next;
  *link = meeting->next;
  make_ready(index, meeting->arrived & ~but);
}

void FiberEngine::leave_meeting(Fiber &fiber) {
  Meeting *meeting = fiber.meeting;
  if (meeting == nullptr) return;
  fiber.meeting = nullptr;
  meeting->readers &= ~fiber.bit();
  if (meeting->readers == 0) meetings_.give_back(meeting);
}

const uint64_t *FiberEngine::exchange(Fiber &fiber, uint32_t mask, uint64_t value) {
  leave_meeting(fiber);
  Warp &warp = warps_[fiber.warp];
  const uint32_t bit = fiber.bit();
  // A lane that is not in the mask it gives is undefined behaviour in CUDA; here it stays alone.
  if ((mask & bit) == 0) mask = bit;
  Meeting *meeting = warp.meetings;
  while (meeting != nullptr && (meeting->mask != mask || (meeting->arrived & bit) != 0)) {
    meeting = meeting->next;
  }
  if (meeting == nullptr) {
    meeting = meetings_.take(mask);
    meeting->next = warp.meetings;
    warp.meetings = meeting;
  }
  meeting->values[fiber.lane] = value;
  meeting->arrived |= bit;
  meeting->readers |= bit;
  fiber.meeting = meeting;
  idle_rounds_ = 0;
  if (complete(warp, *meeting)) {
    end_meeting(fiber.warp, meeting, bit);
  } else {
    suspend(fiber);
  }
  return meeting->values;
}

uint32_t FiberEngine::active_mask(Fiber &fiber, const void *site) {
  Warp &warp = warps_[fiber.warp];
  warp.converging |= fiber.bit();
  warp.sites[fiber.lane] = site;
  suspend(fiber);
  return fiber.result;
}

}  // namespace jarip
