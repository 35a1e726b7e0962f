// Sleeping and waking on a 32-bit word: the two Linux futex operations everything here waits with.
#pragma once

#include <stdint.h>
#include <time.h>

#include <atomic>

namespace jarip {

using Word = std::atomic<uint32_t>;

// Sleeps while `word` still holds `expected`. May return early; callers re-check their condition.
void futex_wait(Word &word, uint32_t expected);

// As futex_wait, at most `nanoseconds` long.
void futex_wait_for(Word &word, uint32_t expected, uint64_t nanoseconds);

void futex_wake(Word &word, int waiters);

inline void futex_wake_all(Word &word) { futex_wake(word, INT32_MAX); }

// Tells the core that this is a spin loop.
inline void spin_pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("isb" ::: "memory");
#endif
}

}  // namespace jarip
