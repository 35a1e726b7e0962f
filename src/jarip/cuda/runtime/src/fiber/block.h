// A block whose threads are fibers: who may run, and what the others wait for.
#pragma once

#include "base/array.h"
#include "fiber/warp.h"
#include "jarip/abi.h"

namespace jarip {

class FiberEngine;
struct FiberBlock;

constexpr uint32_t kBarriers = 32;  // 16 of CUDA, and 16 of tiles of several warps
constexpr uint32_t kMostWarps = 32;

struct Fiber {
  JaripThread thread;
  FiberBlock *block;
  void *stack_pointer;
  int stack;  // -1 before it starts
  uint32_t warp;
  uint32_t lane;
  uint32_t result;   // of what it waited for
  Meeting *meeting;  // the last one; its values are valid until the next

  uint32_t bit() const { return 1u << lane; }
};

struct Barrier {
  uint32_t expected;  // threads, 0: all that have not exited
  uint32_t arrived;
  uint32_t predicates;           // arrivals whose predicate is not 0
  uint32_t waiting[kMostWarps];  // lanes
};

struct FiberBlock {
  FiberEngine *engine;
  JaripWorker *worker;  // with the block's shared memory
  Array<Fiber> fibers;
  uint32_t threads;
  uint32_t warp_count;
  uint32_t live;          // threads that have not exited
  uint32_t at_grid;       // threads that wait for the whole grid
  uint32_t current_warp;  // the one whose lanes run first
  uint32_t ready_warps;   // bit set: the warp has ready lanes
  uint32_t yielded_warps;
  Warp warps[kMostWarps];
  Barrier barriers[kBarriers];
  Barrier grid;  // its threads at the grid's barrier; the engine releases them

  // Sets up the threads of a launch; then begin() each time it becomes another block.
  void prepare(FiberEngine &owner, const JaripLaunch &launch, JaripWorker &memory);
  void begin(const JaripLaunch &launch, uint64_t index);

  // What the functions of jarip/abi.h do, for the fiber that calls them.
  uint32_t wait_at_barrier(Fiber &fiber, uint32_t index, uint32_t count, bool predicate);
  const uint64_t *exchange(Fiber &fiber, uint32_t mask, uint64_t value);
  uint32_t active_mask(Fiber &fiber, const void *site);
  void yield(Fiber &fiber);
  void wait_for_grid(Fiber &fiber);

  // The thread has ended; whoever waits for the threads that are left may go on.
  void exit(Fiber &fiber);

  // The next lane to run, of the current warp first; nullptr when none may.
  Fiber *next_fiber();
  // Lets those run that had given others a turn. False when there are none.
  bool release_yielded();
  void release_grid();

 private:
  void make_ready(uint32_t warp, uint32_t lanes);
  Fiber *next_in_warp(uint32_t warp);
  bool release_converging(uint32_t warp);
  void leave_meeting(Fiber &fiber);
  void end_meeting(uint32_t warp, Meeting *meeting, uint32_t but);
  void release(Barrier &barrier, const Fiber *but);
  bool try_release(Barrier &barrier, const Fiber *but);
};

}  // namespace jarip
