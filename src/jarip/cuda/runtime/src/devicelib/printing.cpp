// printf and assert of device code.
#include <unistd.h>

#include "api.h"
#include "base/text.h"
#include "devicelib/format.h"
#include "devicelib/print_buffer.h"
#include "fault/guard.h"

// Formats before any lock is taken: an argument of %s may be a bad pointer, and the fault abandons
// this call.
extern "C" int32_t jarip_device_vprintf(const char *format, const void *packed) {
  jarip::Text text;
  const int count = jarip::format_packed(format, packed, &text);
  jarip::add_device_output(text.c_str(), text.size());
  return count;
}

extern "C" void jarip_device_assert_fail(const JaripThread *thread, const char *expression,
                                         const char *file, uint32_t line, const char *function) {
  {
    jarip::Text text;
    text.format("%s:%u: %s: block: [%u,%u,%u], thread: [%u,%u,%u] Assertion `%s` failed.\n", file,
                line, function, thread->ctaid[0], thread->ctaid[1], thread->ctaid[2],
                thread->tid[0], thread->tid[1], thread->tid[2], expression);
    const ssize_t written = write(STDERR_FILENO, text.c_str(), text.size());
    static_cast<void>(written);
  }
  jarip::abandon_guarded(cudaErrorAssert);
}

extern "C" void jarip_device_trap(void) {
  const auto after = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  jarip::abandon_guarded(cudaErrorLaunchFailure, after - 1);
}
