// Executing blocks whose threads are fibers: each CUDA thread has a stack, and runs until it waits
// for others. The always-correct way to run a kernel; one engine belongs to one seat.
#pragma once

#include "base/array.h"
#include "fiber/stacks.h"
#include "fiber/switch.h"
#include "fiber/warp.h"
#include "jarip/abi.h"
#include "pool/seat.h"

namespace jarip {

constexpr uint32_t kBarriers = 16;
constexpr uint32_t kMostWarps = 32;

struct Fiber {
  JaripThread thread;
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

class FiberEngine {
 public:
  explicit FiberEngine(Seat &seat) : seat_(seat) {}

  // Blocks [begin, end) in linear order. Inside call_guarded: a deadlock abandons the call.
  void run_blocks(const JaripKernel &kernel, const JaripLaunch &launch, uint64_t begin,
                  uint64_t end);

  // After a call that was abandoned: no fiber of it will ever continue.
  void forget_blocks();

  // What the functions of jarip/abi.h do, for the fiber that calls them.
  uint32_t barrier(Fiber &fiber, uint32_t index, uint32_t threads, bool predicate);
  const uint64_t *exchange(Fiber &fiber, uint32_t mask, uint64_t value);
  uint32_t active_mask(Fiber &fiber, const void *site);
  void yield(Fiber &fiber);

 private:
  friend void ::jarip_fiber_main(void *);

  void prepare(const JaripLaunch &launch);
  void begin_block(uint64_t block);
  void run_block();
  [[noreturn]] void run_fibers();

  void make_ready(uint32_t warp, uint32_t lanes);
  Fiber *next_fiber();
  Fiber *next_in_warp(uint32_t warp);
  bool release_converging(Warp &warp);
  bool release_yielded();
  void suspend(Fiber &fiber);
  void start_or_resume(Fiber &fiber, void **save);

  void exit_fiber(Fiber &fiber);
  void leave_meeting(Fiber &fiber);
  bool complete(const Warp &warp, const Meeting &meeting) const;
  void end_meeting(uint32_t warp, Meeting *meeting, uint32_t but);
  bool try_release(Barrier &barrier, uint32_t but_warp, uint32_t but);
  [[noreturn]] void report_deadlock();

  Seat &seat_;
  const JaripKernel *kernel_ = nullptr;
  const JaripLaunch *launch_ = nullptr;
  void *main_stack_pointer_ = nullptr;
  Fiber *current_ = nullptr;
  Array<Fiber> fibers_;
  uint32_t threads_ = 0;
  uint32_t warp_count_ = 0;
  uint32_t live_ = 0;          // threads that have not exited
  uint32_t current_warp_ = 0;  // the one whose lanes run first
  uint32_t ready_warps_ = 0;   // bit set: the warp has ready lanes
  uint32_t yielded_warps_ = 0;
  uint32_t idle_rounds_ = 0;  // times in a row that only yielded lanes were left
  Warp warps_[kMostWarps] = {};
  Barrier barriers_[kBarriers] = {};
  MeetingPool meetings_;
  StackPool stacks_;
};

// The seat's engine, made on first use.
FiberEngine &fiber_engine(Seat &seat);

}  // namespace jarip
