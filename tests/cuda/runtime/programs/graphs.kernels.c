#include "kernel.h"

typedef struct {
  int32_t *value;
  int32_t amount;
  int32_t spins;
} Step;

/* value = value * 3 + amount, slowly: out of order or at the same time it gives something else. */
void loop_step_blocks(const JaripLaunch *launch, JaripWorker *worker, uint64_t begin,
                      uint64_t end) {
  PARAMETERS(Step, launch);
  (void)worker;
  for (uint64_t block = begin; block < end; ++block) {
    const int32_t seen = *(volatile int32_t *)p->value;
    for (volatile int32_t spin = 0; spin < p->spins; ++spin) {
    }
    *(volatile int32_t *)p->value = seen * 3 + p->amount;
  }
}

/* Waits for the host to set a flag. */
typedef struct {
  volatile int32_t *flag;
} Gate;

void loop_gate_blocks(const JaripLaunch *launch, JaripWorker *worker, uint64_t begin,
                      uint64_t end) {
  PARAMETERS(Gate, launch);
  (void)worker;
  for (uint64_t block = begin; block < end; ++block) {
    while (__atomic_load_n(p->flag, __ATOMIC_ACQUIRE) == 0) jarip_device_nanosleep(1000);
  }
}

/* Every block adds its number + 1 to one of many counters. */
typedef struct {
  uint64_t *counters;
  uint32_t count;
} Tally;

void loop_tally_blocks(const JaripLaunch *launch, JaripWorker *worker, uint64_t begin,
                       uint64_t end) {
  PARAMETERS(Tally, launch);
  (void)worker;
  for (uint64_t block = begin; block < end; ++block) {
    __atomic_fetch_add(&p->counters[block % p->count], block + 1, __ATOMIC_RELAXED);
  }
}
#include "descriptor.h"
