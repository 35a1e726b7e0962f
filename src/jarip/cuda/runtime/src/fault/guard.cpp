#include "fault/guard.h"

#include "fault/signals.h"

namespace jarip {

namespace {

// Initial-exec storage: the signal handler may read it at any moment without allocating.
__attribute__((tls_model("initial-exec"))) thread_local GuardState state;

}  // namespace

GuardState &guard_state() { return state; }

bool inside_guard() { return state.saved != nullptr; }

bool call_guarded(void (*body)(void *), void *argument, void *stack_top, Fault *fault) {
  install_fault_handlers();
  void *outer = state.saved;
  state.fault = Fault{};
  const int code = jarip_guard_enter(&state.saved, body, argument, stack_top);
  state.saved = outer;
  if (code == 0) return true;
  *fault = state.fault;
  fault->code = code;
  return false;
}

void abandon_guarded(int code, uintptr_t program_counter) {
  state.fault.program_counter = program_counter;
  jarip_guard_leave(state.saved, code);
}

}  // namespace jarip
