// Executing blocks whose threads are fibers: each CUDA thread has a stack, and runs until it waits
// for others. The always-correct way to run a kernel; one engine belongs to one seat.
#pragma once

#include "fiber/block.h"
#include "fiber/grid_barrier.h"
#include "fiber/stacks.h"
#include "fiber/switch.h"
#include "pool/seat.h"

namespace jarip {

class FiberEngine {
 public:
  explicit FiberEngine(Seat &seat) : seat_(seat) {}

  // Both are to be called inside call_guarded: a deadlock abandons the call.

  // Blocks [begin, end) in linear order, one after the other.
  void run_blocks(const JaripKernel &kernel, const JaripLaunch &launch, uint64_t begin,
                  uint64_t end);

  // Blocks first, first + stride, ... of a cooperative launch, all under way at once.
  void run_together(const JaripKernel &kernel, const JaripLaunch &launch, uint64_t first,
                    uint64_t stride, GridBarrier &barrier);

  // After a call that was abandoned: no fiber of it will ever continue.
  void forget_blocks();

  // Runs others until `fiber` may go on.
  void suspend(Fiber &fiber);

  void wait_for_grid(Fiber &fiber);

  MeetingPool &meetings() { return meetings_; }

 private:
  friend void ::jarip_fiber_main(void *);

  // A block of a cooperative launch with shared memory of its own.
  struct Resident {
    FiberBlock block;
    JaripWorker worker;
    char *shared;
    uint64_t capacity;
  };

  void start(const JaripKernel &kernel);
  void run_resident_blocks();
  Resident &resident(size_t index, const JaripKernel &kernel, const JaripLaunch &launch);
  [[noreturn]] void run_fibers();
  void start_or_resume(Fiber &fiber, void **save);
  Fiber *next_fiber();
  Fiber *next_in_any_block();
  bool release_yielded();
  bool pass_grid_barrier();
  [[noreturn]] void report_deadlock();

  Seat &seat_;
  const JaripKernel *kernel_ = nullptr;
  GridBarrier *grid_ = nullptr;
  void *main_stack_pointer_ = nullptr;
  Fiber *current_ = nullptr;
  FiberBlock single_ = {};       // of an ordinary launch
  Array<Resident *> residents_;  // of cooperative ones
  Array<FiberBlock *> blocks_;   // under way
  size_t current_block_ = 0;
  size_t unfinished_blocks_ = 0;
  uint32_t idle_rounds_ = 0;  // times in a row that only yielded lanes were left
  MeetingPool meetings_;
  StackPool stacks_;
};

// The seat's engine, made on first use.
FiberEngine &fiber_engine(Seat &seat);

}  // namespace jarip
