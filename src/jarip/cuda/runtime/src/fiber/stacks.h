// The stacks of fibers: many, small, each with pages without access below it.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/array.h"

namespace jarip {

class StackPool {
 public:
  // Takes a free stack, or makes one. -1 when address space or memory runs out.
  int take();
  void give_back(int stack) { free_.push(stack); }

  // The highest address of a stack's memory, 64-byte aligned.
  void *top(int stack) const;

  // All stacks are free again: for blocks that were abandoned.
  void give_back_all();

  // To be called while all stacks are free; a change of size starts a new pool.
  void set_stack_bytes(size_t bytes);

 private:
  bool map();
  char *bottom(int stack) const;

  Array<char *> regions_;
  size_t stack_bytes_ = 0;
  size_t stride_ = 0;
  int made_ = 0;
  Array<int> free_;
};

// What a fiber's stack should have: JARIP_STACK_SIZE, or cudaLimitStackSize if that is more than
// the default of 64 KiB.
size_t fiber_stack_bytes();

// cudaLimitStackSize
size_t stack_limit();
void set_stack_limit(size_t bytes);

}  // namespace jarip
