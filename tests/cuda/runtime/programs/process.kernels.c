#include "kernel.h"

void say_thread(JaripThread *t) {
  (void)t;
  jarip_device_vprintf("kernel\n", 0);
}
#include "descriptor.h"
