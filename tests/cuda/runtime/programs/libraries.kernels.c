#include "kernel.h"
typedef struct {
  uint8_t byte;
  uint64_t big[8];
  int32_t *out;
} Mixed;

MODULE_VARIABLE(int32_t, table)[8] = {1, 2, 3, 4, 5, 6, 7, 8};
MODULE_VARIABLE(int32_t *, shared_with_host) = 0;

void mixed_thread(JaripThread *t) {
  PARAMETERS(Mixed, t->launch);
  if (t->tid[0] == 0) {
    p->out[0] = p->byte;
    p->out[1] = (int32_t)p->big[7];
    p->out[2] = VARIABLE(table)[2];
    *VARIABLE(shared_with_host) += 1;
    VARIABLE(table)[3] = 44;
    *(int32_t *)((char *)t->worker->dynamic_shared + t->launch->dynamic_shared_bytes - 4) = 1;
  }
}
#include "descriptor.h"
