#include "base/process.h"

// What atexit and pthread_atfork are made of (Linux Standard Base, "Base Definitions"). Those two
// come from a static part of the C library that is only there with a compiler installed.
extern "C" {
int __cxa_atexit(void (*function)(void *), void *argument, void *library);
int __register_atfork(void (*prepare)(), void (*parent)(), void (*child)(), void *library);
}

namespace jarip {

void at_exit(void (*function)()) {
  __cxa_atexit([](void *argument) { reinterpret_cast<void (*)()>(argument)(); },
               reinterpret_cast<void *>(function), nullptr);
}

void after_fork_in_child(void (*function)()) {
  __register_atfork(nullptr, nullptr, function, nullptr);
}

}  // namespace jarip
