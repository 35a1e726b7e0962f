#include "fiber/block.h"

#include <string.h>

#include "fiber/engine.h"

namespace jarip {

void FiberBlock::prepare(FiberEngine &owner, const JaripLaunch &launch, JaripWorker &memory) {
  engine = &owner;
  worker = &memory;
  threads = launch.block[0] * launch.block[1] * launch.block[2];
  warp_count = (threads + kLanes - 1) / kLanes;
  while (fibers.size() < threads) fibers.push(Fiber{});
  uint32_t tid[3] = {0, 0, 0};
  for (uint32_t index = 0; index < threads; ++index) {
    Fiber &fiber = fibers[index];
    fiber.thread = JaripThread{{tid[0], tid[1], tid[2]}, {0, 0, 0}, &launch, worker, &fiber};
    fiber.block = this;
    fiber.warp = index / kLanes;
    fiber.lane = index % kLanes;
    if (++tid[0] < launch.block[0]) continue;
    tid[0] = 0;
    if (++tid[1] < launch.block[1]) continue;
    tid[1] = 0;
    ++tid[2];
  }
}

void FiberBlock::begin(const JaripLaunch &launch, uint64_t index) {
  const auto x = static_cast<uint32_t>(index % launch.grid[0]);
  const auto y = static_cast<uint32_t>(index / launch.grid[0] % launch.grid[1]);
  const auto z = static_cast<uint32_t>(index / launch.grid[0] / launch.grid[1]);
  for (uint32_t thread = 0; thread < threads; ++thread) {
    Fiber &fiber = fibers[thread];
    fiber.thread.ctaid[0] = x;
    fiber.thread.ctaid[1] = y;
    fiber.thread.ctaid[2] = z;
    fiber.stack = -1;
    fiber.meeting = nullptr;
  }
  memset(barriers, 0, sizeof barriers);
  grid = Barrier{};
  for (uint32_t warp = 0; warp < warp_count; ++warp) {
    const uint32_t left = threads - warp * kLanes;
    const uint32_t lanes = left >= kLanes ? ~0u : (1u << left) - 1;
    warps[warp] = Warp{};
    warps[warp].exited = ~lanes;
    warps[warp].ready = lanes;
  }
  ready_warps = warp_count == kMostWarps ? ~0u : (1u << warp_count) - 1;
  yielded_warps = 0;
  current_warp = 0;
  live = threads;
  at_grid = 0;
}

void FiberBlock::exit(Fiber &fiber) {
  leave_meeting(fiber);
  Warp &warp = warps[fiber.warp];
  warp.exited |= fiber.bit();
  --live;
  for (Meeting *meeting = warp.meetings; meeting != nullptr;) {
    Meeting *next = meeting->next;
    if (meeting->complete(warp)) end_meeting(fiber.warp, meeting, 0);
    meeting = next;
  }
  for (Barrier &barrier : barriers) {
    if (barrier.arrived > 0) try_release(barrier, nullptr);
  }
}

void FiberBlock::make_ready(uint32_t warp, uint32_t lanes) {
  if (lanes == 0) return;
  warps[warp].ready |= lanes;
  ready_warps |= 1u << warp;
}

Fiber *FiberBlock::next_in_warp(uint32_t index) {
  Warp &warp = warps[index];
  const auto lane = static_cast<uint32_t>(__builtin_ctz(warp.ready));
  warp.ready &= warp.ready - 1;
  if (warp.ready == 0) ready_warps &= ~(1u << index);
  current_warp = index;
  return &fibers[index * kLanes + lane];
}

Fiber *FiberBlock::next_fiber() {
  if (warps[current_warp].ready != 0 || release_converging(current_warp)) {
    return next_in_warp(current_warp);
  }
  if (ready_warps == 0) return nullptr;
  const uint32_t later = ready_warps & ~((2u << current_warp) - 1);
  return next_in_warp(static_cast<uint32_t>(__builtin_ctz(later != 0 ? later : ready_warps)));
}

// Lanes that wait to learn who is with them are answered when no other lane of their warp can come
// any more; those at the same place of the program are together.
bool FiberBlock::release_converging(uint32_t index) {
  Warp &warp = warps[index];
  if (warp.converging == 0) return false;
  const void *site = warp.sites[__builtin_ctz(warp.converging)];
  uint32_t together = 0;
  for (uint32_t lanes = warp.converging; lanes != 0; lanes &= lanes - 1) {
    const auto lane = static_cast<uint32_t>(__builtin_ctz(lanes));
    if (warp.sites[lane] == site) together |= 1u << lane;
  }
  for (uint32_t lanes = together; lanes != 0; lanes &= lanes - 1) {
    fibers[index * kLanes + static_cast<uint32_t>(__builtin_ctz(lanes))].result = together;
  }
  warp.converging &= ~together;
  make_ready(index, together);
  return true;
}

bool FiberBlock::release_yielded() {
  if (yielded_warps == 0) return false;
  for (; yielded_warps != 0; yielded_warps &= yielded_warps - 1) {
    const auto index = static_cast<uint32_t>(__builtin_ctz(yielded_warps));
    make_ready(index, warps[index].yielded);
    warps[index].yielded = 0;
  }
  return true;
}

}  // namespace jarip
