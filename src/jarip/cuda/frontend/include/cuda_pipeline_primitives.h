/* Asynchronous copies into shared memory, as functions. A copy is done when it is issued, which
 * every program that waits for it as it must allows.
 * Source: CUDA C++ Programming Guide, "Pipeline Primitives Interface". */
#ifndef JARIP_CUDA_PIPELINE_PRIMITIVES_H
#define JARIP_CUDA_PIPELINE_PRIMITIVES_H
#if defined(__CUDA__)
#include "cuda_awbarrier_primitives.h"

/* 4, 8 or 16 bytes, aligned so; of them the last `zero_filled` become 0 instead. */
JARIP_DEVICE void __pipeline_memcpy_async(void *shared, const void *global, size_t bytes,
                                          size_t zero_filled = 0) {
  __builtin_memcpy(shared, global, bytes - zero_filled);
  if (zero_filled) __builtin_memset((char *)shared + (bytes - zero_filled), 0, zero_filled);
}
JARIP_DEVICE void __pipeline_commit(void) {}
JARIP_DEVICE void __pipeline_wait_prior(size_t) {}
/* The barrier would arrive once the copies are done: they are, so nothing is pending. */
JARIP_DEVICE void __pipeline_arrive_on(__mbarrier_t *) {}

#endif
#endif
