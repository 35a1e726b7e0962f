// Running code that may fail: a call on a stack of its own that can be abandoned from anywhere.
#pragma once

#include <stdint.h>

extern "C" {

// Calls body(argument) with the stack pointer at `stack_top` (16-byte aligned) and returns 0; or,
// when the call was abandoned, the code given to jarip_guard_leave. *saved receives what
// jarip_guard_leave needs.
int jarip_guard_enter(void **saved, void (*body)(void *), void *argument, void *stack_top);

// Abandons the call that filled `saved`: everything below it on any stack is forgotten.
[[noreturn]] void jarip_guard_leave(void *saved, int code);
}

namespace jarip {

// Why a guarded call ended early.
struct Fault {
  int code;           // cudaError_t
  int signal;         // 0 when the kernel gave up by itself (assert, trap, deadlock)
  uintptr_t address;  // what it accessed, for SIGSEGV and SIGBUS
  uintptr_t program_counter;  // 0 when unknown
};

// Calls body(argument) on `stack_top`. True when it returned; otherwise *fault says why not.
bool call_guarded(void (*body)(void *), void *argument, void *stack_top, Fault *fault);

// Whether this thread is inside call_guarded.
bool inside_guard();

// Ends the innermost call_guarded of this thread with `code`, at the instruction `program_counter`
// if that is known.
[[noreturn]] void abandon_guarded(int code, uintptr_t program_counter = 0);

}  // namespace jarip
