// A mutex of one word: usable in constant-initialised globals, never destroyed, safe at exit.
#pragma once

#include "base/futex.h"

namespace jarip {

// The three states of Drepper, "Futexes are tricky" (2011): 0 free, 1 held, 2 held with waiters.
class Lock {
 public:
  constexpr Lock() = default;
  Lock(const Lock &) = delete;
  Lock &operator=(const Lock &) = delete;

  void lock() {
    uint32_t expected = 0;
    if (!state_.compare_exchange_strong(expected, 1, std::memory_order_acquire)) lock_slow();
  }

  void unlock() {
    if (state_.exchange(0, std::memory_order_release) == 2) futex_wake(state_, 1);
  }

  // Forgets a holder that does not exist in this process: for the child of a fork only.
  void reset_after_fork() { state_.store(0, std::memory_order_relaxed); }

 private:
  void lock_slow();

  Word state_{0};
};

class Guard {
 public:
  explicit Guard(Lock &lock) : lock_(lock) { lock_.lock(); }
  ~Guard() { lock_.unlock(); }
  Guard(const Guard &) = delete;
  Guard &operator=(const Guard &) = delete;

 private:
  Lock &lock_;
};

}  // namespace jarip
