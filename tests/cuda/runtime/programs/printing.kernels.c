#include "kernel.h"

void say_thread(JaripThread *t) {
  const struct {
    uint32_t thread;
    uint32_t block;
  } numbers = {t->tid[0], t->ctaid[0]};
  jarip_device_vprintf("thread %d of block %u\n", &numbers);
}

void formats_thread(JaripThread *t) {
  (void)t;
  const struct {
    int32_t i;
    double d;
    const char *s;
    int32_t c;
    int64_t ll;
    uint64_t hex;
  } mixed = {-42, 3.14159, "text", 'x', -1234567890123ll, 0xdeadbeefcafeull};
  jarip_device_vprintf("%5d|%-8.3f|%10s|%c|%lld|%#llx|100%%\n", &mixed);
  const struct {
    double e, g, f;
  } floats = {1e-10, 1e10, -0.5};
  jarip_device_vprintf("%e %g %+.1f\n", &floats);
  const struct {
    int32_t hd;
    uint32_t hhu;
    uint32_t o;
    uint32_t x;
    uint64_t zu;
    void *p;
  } integers = {70000, 300, 8, 255, 1ull << 40, (void *)0x1234};
  jarip_device_vprintf("%hd %hhu %o %08X %zu %p\n", &integers);
  const struct {
    int32_t width, value, left, again, digits;
    double d;
  } starred = {6, 42, -4, 7, 2, 3.14159};
  jarip_device_vprintf("%*d|%*d|%.*f|\n", &starred);
  jarip_device_vprintf("no arguments\n", 0);
}

void heap_thread(JaripThread *t) {
  int32_t **list = *(int32_t ***)t->launch->params;
  int32_t *own = jarip_device_malloc(4);
  *own = (int32_t)t->tid[0];
  list[t->tid[0]] = own;
  jarip_fiber_barrier(t, 0, 0);
  int32_t *other = list[(t->tid[0] + 1) % t->launch->block[0]];
  const struct {
    int32_t value;
    int32_t exhausted;
  } result = {*other, jarip_device_malloc(100 << 20) == 0};
  if (t->tid[0] == 3) jarip_device_vprintf("%d %d\n", &result);
  jarip_fiber_barrier(t, 0, 0);
  jarip_device_free(own);
}
#include "descriptor.h"
