/* How a profiler in the same process learns of kernels: which ran, when, and for whom. */
#ifndef JARIP_KERNEL_OBSERVER_H
#define JARIP_KERNEL_OBSERVER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct JaripKernelObserver {
  /* A kernel is being launched by the calling thread. Returns what `ran` shall call it; 0: do not
     tell. */
  uint64_t (*launched)(void);
  /* It ran, in nanoseconds of CLOCK_MONOTONIC. `name` is mangled. Called by any thread, which may
     not launch or wait. */
  void (*ran)(uint64_t launch, const char *name, uint64_t begin, uint64_t end);
} JaripKernelObserver;

/* From now on `observer` is told, which must stay; NULL: nobody. One a process. Kernels of graphs
   and those launched by kernels are not told of by themselves. */
void jarip_observe_kernels(const JaripKernelObserver *observer);

#ifdef __cplusplus
}
#endif

#endif
