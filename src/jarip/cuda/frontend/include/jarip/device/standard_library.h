/* What of the C standard library a kernel may call: printf, assert, malloc, memcpy and their kin.
 * Source: CUDA C++ Programming Guide, "Formatted Output", "Assertion", "Dynamic Global Memory
 * Allocation". Seen before the system's headers, which add the host's half of each overload. */
#ifndef JARIP_STANDARD_LIBRARY_H
#define JARIP_STANDARD_LIBRARY_H
#pragma clang system_header
#include <stddef.h>

#include "declaration.h"

extern "C" {
/* clang packs the arguments and calls vprintf. */
__attribute__((device)) int printf(const char *, ...);
__attribute__((device)) int vprintf(const char *, const char *);

__attribute__((device)) void *malloc(size_t);
__attribute__((device)) void free(void *);

__attribute__((device, noreturn)) void __assertfail(const char *expression, const char *file,
                                                    unsigned int line, const char *function,
                                                    size_t bytes_of_character);
}

/* LLVM's own memory intrinsics. */
#define JARIP_C_FUNCTION extern "C" __attribute__((device, always_inline)) inline
JARIP_C_FUNCTION void *memcpy(void *to, const void *from, size_t bytes) {
  return __builtin_memcpy(to, from, bytes);
}
JARIP_C_FUNCTION void *memmove(void *to, const void *from, size_t bytes) {
  return __builtin_memmove(to, from, bytes);
}
JARIP_C_FUNCTION void *memset(void *to, int byte, size_t bytes) {
  return __builtin_memset(to, byte, bytes);
}
#undef JARIP_C_FUNCTION

/* What <assert.h> calls. */
extern "C" __attribute__((device, noreturn)) inline void __assert_fail(const char *expression,
                                                                       const char *file,
                                                                       unsigned int line,
                                                                       const char *function) {
  __assertfail(expression, file, line, function, sizeof(char));
}

#endif
