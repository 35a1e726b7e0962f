#include "base/lock.h"

namespace jarip {

void Lock::lock_slow() {
  // Critical sections are short, so the holder is likely to be done before a sleep would begin.
  for (int attempt = 0; attempt < 100; ++attempt) {
    uint32_t expected = 0;
    if (state_.load(std::memory_order_relaxed) == 0 &&
        state_.compare_exchange_weak(expected, 1, std::memory_order_acquire)) {
      return;
    }
    spin_pause();
  }
  while (state_.exchange(2, std::memory_order_acquire) != 0) futex_wait(state_, 2);
}

}  // namespace jarip
