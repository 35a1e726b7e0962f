// What fibers wait for: barriers of the block, meetings of lanes, convergence, the grid.
#include "fiber/engine.h"

namespace jarip {

// Makes ready everyone who waits but for `but`, who has only just come and runs on.
void FiberBlock::release(Barrier &barrier, const Fiber *but) {
  for (uint32_t warp = 0; warp < warp_count; ++warp) {
    uint32_t lanes = barrier.waiting[warp];
    if (lanes == 0) continue;
    barrier.waiting[warp] = 0;
    for (uint32_t left = lanes; left != 0; left &= left - 1) {
      const auto lane = static_cast<uint32_t>(__builtin_ctz(left));
      fibers[warp * kLanes + lane].result = barrier.predicates;
    }
    if (but != nullptr && but->warp == warp) lanes &= ~but->bit();
    make_ready(warp, lanes);
  }
  barrier.expected = 0;
  barrier.arrived = 0;
  barrier.predicates = 0;
}

bool FiberBlock::try_release(Barrier &barrier, const Fiber *but) {
  const uint32_t target = barrier.expected != 0 ? barrier.expected : live;
  if (barrier.arrived < target) return false;
  release(barrier, but);
  return true;
}

uint32_t FiberBlock::wait_at_barrier(Fiber &fiber, uint32_t index, uint32_t count, bool predicate) {
  Barrier &barrier = barriers[index % kBarriers];
  barrier.expected = count;
  barrier.arrived += 1;
  barrier.predicates += predicate ? 1 : 0;
  barrier.waiting[fiber.warp] |= fiber.bit();
  if (!try_release(barrier, &fiber)) engine->suspend(fiber);
  return fiber.result;
}

void FiberBlock::wait_for_grid(Fiber &fiber) {
  grid.waiting[fiber.warp] |= fiber.bit();
  ++at_grid;
  engine->suspend(fiber);
}

void FiberBlock::release_grid() {
  at_grid = 0;
  release(grid, nullptr);
}

void FiberBlock::end_meeting(uint32_t index, Meeting *meeting, uint32_t but) {
  Meeting **link = &warps[index].meetings;
  while (*link != meeting) link = &(*link)->next;
  *link = meeting->next;
  make_ready(index, meeting->arrived & ~but);
}

void FiberBlock::leave_meeting(Fiber &fiber) {
  Meeting *meeting = fiber.meeting;
  if (meeting == nullptr) return;
  fiber.meeting = nullptr;
  meeting->readers &= ~fiber.bit();
  if (meeting->readers == 0) engine->meetings().give_back(meeting);
}

const uint64_t *FiberBlock::exchange(Fiber &fiber, uint32_t mask, uint64_t value) {
  leave_meeting(fiber);
  Warp &warp = warps[fiber.warp];
  const uint32_t bit = fiber.bit();
  // A lane that is not in the mask it gives is undefined behaviour in CUDA; here it stays alone.
  if ((mask & bit) == 0) mask = bit;
  Meeting *meeting = warp.meetings;
  while (meeting != nullptr && meeting->mask != mask) meeting = meeting->next;
  if (meeting == nullptr) {
    meeting = engine->meetings().take(mask);
    meeting->next = warp.meetings;
    warp.meetings = meeting;
  }
  meeting->values[fiber.lane] = value;
  meeting->arrived |= bit;
  meeting->readers |= bit;
  fiber.meeting = meeting;
  if (meeting->complete(warp)) {
    end_meeting(fiber.warp, meeting, bit);
  } else {
    engine->suspend(fiber);
  }
  return meeting->values;
}

uint32_t FiberBlock::active_mask(Fiber &fiber, const void *site) {
  Warp &warp = warps[fiber.warp];
  warp.converging |= fiber.bit();
  warp.sites[fiber.lane] = site;
  engine->suspend(fiber);
  return fiber.result;
}

void FiberBlock::yield(Fiber &fiber) {
  warps[fiber.warp].yielded |= fiber.bit();
  yielded_warps |= 1u << fiber.warp;
  engine->suspend(fiber);
}

}  // namespace jarip
