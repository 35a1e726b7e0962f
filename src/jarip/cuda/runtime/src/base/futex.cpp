#include "base/futex.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace jarip {

namespace {

long futex(Word &word, int operation, uint32_t value, const timespec *timeout) {
  return syscall(SYS_futex, reinterpret_cast<uint32_t *>(&word), operation, value, timeout, nullptr,
                 0);
}

}  // namespace

void futex_wait(Word &word, uint32_t expected) {
  futex(word, FUTEX_WAIT_PRIVATE, expected, nullptr);
}

void futex_wait_for(Word &word, uint32_t expected, uint64_t nanoseconds) {
  const timespec timeout = {static_cast<time_t>(nanoseconds / 1000000000u),
                            static_cast<long>(nanoseconds % 1000000000u)};
  futex(word, FUTEX_WAIT_PRIVATE, expected, &timeout);
}

void futex_wake(Word &word, int waiters) {
  futex(word, FUTEX_WAKE_PRIVATE, static_cast<uint32_t>(waiters), nullptr);
}

}  // namespace jarip
