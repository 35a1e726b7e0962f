/* A barrier in one 64-bit word of any memory, which threads arrive at and wait for apart from one
 * another: 20 bits of arrivals still expected in this phase, 20 bits of arrivals expected in the
 * next ones, 24 bits that count phases. What cuda::barrier, awbarrier and __mbarrier_t are.
 *
 * Copies are done when they are issued: a barrier that tracks them has nothing to wait for. */
#ifndef JARIP_PHASE_BARRIER_H
#define JARIP_PHASE_BARRIER_H
#include "../../host_defines.h"

namespace jarip {

struct phase_barrier {
  typedef unsigned long long word;
  static constexpr int kNextAt = 20, kPhaseAt = 40;
  static constexpr word kCount = (1ull << kNextAt) - 1;

#define JARIP_PHASE static __inline__ __attribute__((host, device, always_inline))
  JARIP_PHASE void init(word *w, word expected) {
    const word count = expected & kCount;
    __scoped_atomic_store_n(w, count << kNextAt | count, __ATOMIC_RELEASE, __MEMORY_SCOPE_DEVICE);
  }
  /* Returns the phase that the arrival belongs to. Whoever arrives last begins the next one; nobody
   * else touches the word in between. */
  JARIP_PHASE word arrive(word *w, word arrivals) {
    const word before =
        __scoped_atomic_fetch_sub(w, arrivals, __ATOMIC_ACQ_REL, __MEMORY_SCOPE_DEVICE);
    const word phase = before >> kPhaseAt;
    if ((before & kCount) == arrivals) {
      const word next = __scoped_atomic_load_n(w, __ATOMIC_RELAXED, __MEMORY_SCOPE_DEVICE) >>
                            kNextAt & kCount;
      __scoped_atomic_store_n(w, (phase + 1) << kPhaseAt | next << kNextAt | next,
                              __ATOMIC_RELEASE, __MEMORY_SCOPE_DEVICE);
    }
    return phase;
  }
  /* One arrival less in the next phases, and the arrival itself. */
  JARIP_PHASE word drop(word *w) {
    __scoped_atomic_fetch_sub(w, (word)1 << kNextAt, __ATOMIC_RELAXED, __MEMORY_SCOPE_DEVICE);
    return arrive(w, 1);
  }
  JARIP_PHASE word phase(const word *w) {
    return __scoped_atomic_load_n(w, __ATOMIC_ACQUIRE, __MEMORY_SCOPE_DEVICE) >> kPhaseAt;
  }
  /* Whether a phase is over. */
  JARIP_PHASE bool passed(const word *w, word old_phase) {
    return (phase(w) ^ old_phase) << kPhaseAt != 0;
  }
  JARIP_PHASE bool passed_parity(const word *w, bool parity) {
    return (phase(w) & 1) != (word)parity;
  }
#undef JARIP_PHASE
};

}  // namespace jarip

#endif
