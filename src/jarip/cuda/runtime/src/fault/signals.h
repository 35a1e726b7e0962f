// Turning SIGSEGV, SIGBUS, SIGFPE and SIGILL inside a guarded call into its error code.
#pragma once

#include "fault/guard.h"

namespace jarip {

struct GuardState {
  void *saved;  // innermost guarded call, nullptr outside
  Fault fault;
};

GuardState &guard_state();

// Installs the handlers once per process, and an alternate signal stack once per thread: a fault
// may be an overflow of the very stack the kernel runs on. A fault outside a guarded call goes to
// the handler the program had before.
void install_fault_handlers();

}  // namespace jarip
