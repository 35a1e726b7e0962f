#include "fiber/switch.h"

#include <stdint.h>

namespace jarip {

namespace {

// What jarip_fiber_switch pops, lowest address first.
struct Frame {
#if defined(__x86_64__)
  uintptr_t r15, r14, r13, r12, rbx, rbp;
  uintptr_t return_address;
  uintptr_t end_of_stack[1];  // keeps the stack pointer 16-byte aligned at jarip_fiber_start
#elif defined(__aarch64__)
  uint64_t d[8];
  uintptr_t x19, x20, x21, x22, x23, x24, x25, x26, x27, x28, x29, x30;
#endif
};

}  // namespace

void *prepare_stack(void *top, void *argument) {
  auto *frame = reinterpret_cast<Frame *>(static_cast<char *>(top) - sizeof(Frame));
  *frame = Frame{};
  const auto start = reinterpret_cast<uintptr_t>(&jarip_fiber_start);
#if defined(__x86_64__)
  frame->r12 = reinterpret_cast<uintptr_t>(argument);
  frame->return_address = start;
#elif defined(__aarch64__)
  frame->x19 = reinterpret_cast<uintptr_t>(argument);
  frame->x30 = start;
#endif
  return frame;
}

}  // namespace jarip
