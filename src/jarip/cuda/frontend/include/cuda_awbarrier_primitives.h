/* The block's barriers in shared memory, as functions: __mbarrier_t.
 * Source: CUDA C++ Programming Guide, "Memory Barrier Primitives Interface". */
#ifndef JARIP_CUDA_AWBARRIER_PRIMITIVES_H
#define JARIP_CUDA_AWBARRIER_PRIMITIVES_H
#if defined(__CUDA__)
#include "cuda_runtime.h"
#include "jarip/device/phase_barrier.h"

typedef unsigned long long __mbarrier_t;
typedef unsigned long long __mbarrier_token_t;

JARIP_DEVICE unsigned int __mbarrier_maximum_count(void) {
  return (unsigned int)jarip::phase_barrier::kCount;
}
JARIP_DEVICE void __mbarrier_init(__mbarrier_t *barrier, unsigned int expected) {
  jarip::phase_barrier::init(barrier, expected);
}
JARIP_DEVICE void __mbarrier_inval(__mbarrier_t *barrier) { *barrier = 0; }
JARIP_DEVICE __mbarrier_token_t __mbarrier_arrive(__mbarrier_t *barrier) {
  return jarip::phase_barrier::arrive(barrier, 1);
}
JARIP_DEVICE __mbarrier_token_t __mbarrier_arrive_and_drop(__mbarrier_t *barrier) {
  return jarip::phase_barrier::drop(barrier);
}
JARIP_DEVICE bool __mbarrier_test_wait(__mbarrier_t *barrier, __mbarrier_token_t token) {
  return jarip::phase_barrier::passed(barrier, token);
}
JARIP_DEVICE bool __mbarrier_test_wait_parity(__mbarrier_t *barrier, bool parity) {
  return jarip::phase_barrier::passed_parity(barrier, parity);
}
JARIP_DEVICE bool __mbarrier_try_wait(__mbarrier_t *barrier, __mbarrier_token_t token,
                                      unsigned int nanoseconds = 0) {
  if (!jarip::phase_barrier::passed(barrier, token)) __nanosleep(nanoseconds);
  return jarip::phase_barrier::passed(barrier, token);
}

#endif
#endif
