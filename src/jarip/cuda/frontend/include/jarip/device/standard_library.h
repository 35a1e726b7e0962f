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
}

#endif
