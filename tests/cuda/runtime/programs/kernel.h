/* For device code of the tests, written in C in the form that jarip.cuda generates.
 *
 * A kernel NAME in fiber mode is `void NAME_thread(JaripThread *)`; one whose name begins with
 * `loop_` runs whole blocks: `void NAME_blocks(const JaripLaunch *, JaripWorker *, begin, end)`.
 * Variables of the module object are `MODULE_VARIABLE(type, name)`. The stand-in compiler worker
 * defines KERNEL, MODE, BX, BY, BZ, PREFIX, and MODULE for the module object; `descriptor.h` goes
 * last in the file. */
#ifndef JARIP_TEST_KERNEL_H
#define JARIP_TEST_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "jarip/abi.h"

#define JOIN_TOKENS(a, b) a##b
#define JOIN(a, b) JOIN_TOKENS(a, b)
#define TEXT_OF_TOKENS(a) #a
#define TEXT_OF(a) TEXT_OF_TOKENS(a)

#ifndef SHARED_BYTES
#define SHARED_BYTES 0
#endif
#ifndef CONTEXT_BYTES
#define CONTEXT_BYTES 0
#endif

#ifdef MODULE
#define MODULE_VARIABLE(type, name) __attribute__((visibility("default"))) type JOIN(PREFIX, name)
#else
#define MODULE_VARIABLE(type, name) extern type JOIN(PREFIX, name)
#endif
#define VARIABLE(name) JOIN(PREFIX, name)

/* The parameters of the launch as the structure `type`. */
#define PARAMETERS(type, launch) const type *p = (const type *)(launch)->params

static inline uint32_t global_x(const JaripThread *t) {
  return t->ctaid[0] * t->launch->block[0] + t->tid[0];
}

static inline uint32_t linear_tid(const JaripThread *t) {
  const uint32_t *n = t->launch->block;
  return (t->tid[2] * n[1] + t->tid[1]) * n[0] + t->tid[0];
}

static inline uint32_t lane(const JaripThread *t) { return linear_tid(t) % 32; }

#endif
