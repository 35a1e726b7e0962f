#include "kernel.h"
typedef struct {
  int32_t *out;
} Count;

void count_thread(JaripThread *t) {
  PARAMETERS(Count, t->launch);
  if (t->tid[0] == 0) __atomic_fetch_add(p->out, 1, __ATOMIC_RELAXED);
}
#include "descriptor.h"
