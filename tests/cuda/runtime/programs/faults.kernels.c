#include "kernel.h"

typedef struct {
  volatile int32_t *where;
  int32_t what;
} Fault;

static void misbehave(JaripThread *t, const Fault *p) {
  switch (p->what) {
    case 0:
      *p->where = 1;
      break;
    case 1: {
      volatile int32_t zero = 0;
      p->where[0] = 5 / zero;
      break;
    }
    case 2:
      jarip_device_trap();
      break;
    case 3:
      jarip_device_assert_fail(t, "x > 0", "kernels.cu", 42, "void check(int)");
      break;
    case 4:
      __builtin_trap();
    case 5: {
      const struct {
        const char *text;
      } arguments = {(const char *)p->where};
      jarip_device_vprintf("%s", &arguments);
      break;
    }
    default:
      *p->where += 1;
  }
}

void loop_fault_blocks(const JaripLaunch *launch, JaripWorker *worker, uint64_t begin,
                       uint64_t end) {
  PARAMETERS(Fault, launch);
  for (uint64_t block = begin; block < end; ++block) {
    JaripThread thread = {{7, 0, 0}, {(uint32_t)block, 0, 0}, launch, worker, 0};
    misbehave(&thread, p);
  }
}

void fault_thread(JaripThread *t) {
  PARAMETERS(Fault, t->launch);
  if (t->tid[0] == 7) misbehave(t, p);
}
#include "descriptor.h"
