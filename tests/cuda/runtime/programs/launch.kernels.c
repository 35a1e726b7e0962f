#define SHARED_BYTES 4096
#include "kernel.h"

typedef struct {
  const float *a, *b;
  float *c;
  uint32_t n;
} AddParameters;

void add_thread(JaripThread *t) {
  PARAMETERS(AddParameters, t->launch);
  const uint32_t i = global_x(t);
  if (i < p->n) p->c[i] = p->a[i] + p->b[i];
}

void loop_add_blocks(const JaripLaunch *launch, JaripWorker *worker, uint64_t begin, uint64_t end) {
  PARAMETERS(AddParameters, launch);
  (void)worker;
  for (uint64_t block = begin; block < end; ++block) {
    for (uint32_t x = 0; x < launch->block[0]; ++x) {
      const uint64_t i = block * launch->block[0] + x;
      if (i < p->n) p->c[i] = p->a[i] + p->b[i];
    }
  }
}

/* Each block reverses its part, through static shared memory. */
typedef struct {
  int32_t *data;
} ReverseParameters;

void reverse_thread(JaripThread *t) {
  PARAMETERS(ReverseParameters, t->launch);
  int32_t *tile = (int32_t *)t->worker->shared;
  const uint32_t i = t->tid[0];
  const uint32_t n = t->launch->block[0];
  tile[i] = p->data[global_x(t)];
  jarip_fiber_barrier(t, 0, 0);
  p->data[global_x(t)] = tile[n - 1 - i];
}
#include "descriptor.h"
