/* operator new and delete in kernels, also where the storage is given.
 * Source: CUDA C++ Programming Guide, "Dynamic Global Memory Allocation and Operations". */
#ifndef JARIP_DYNAMIC_MEMORY_H
#define JARIP_DYNAMIC_MEMORY_H
#pragma clang system_header
#include <new>

#include "standard_library.h"

#define JARIP_OPERATOR __attribute__((device)) inline

JARIP_OPERATOR void *operator new(size_t bytes) { return ::malloc(bytes ? bytes : 1); }
JARIP_OPERATOR void *operator new[](size_t bytes) { return ::malloc(bytes ? bytes : 1); }
JARIP_OPERATOR void *operator new(size_t bytes, const std::nothrow_t &) noexcept {
  return ::malloc(bytes ? bytes : 1);
}
JARIP_OPERATOR void *operator new[](size_t bytes, const std::nothrow_t &) noexcept {
  return ::malloc(bytes ? bytes : 1);
}
JARIP_OPERATOR void operator delete(void *p) noexcept { ::free(p); }
JARIP_OPERATOR void operator delete[](void *p) noexcept { ::free(p); }
JARIP_OPERATOR void operator delete(void *p, size_t) noexcept { ::free(p); }
JARIP_OPERATOR void operator delete[](void *p, size_t) noexcept { ::free(p); }
JARIP_OPERATOR void operator delete(void *p, const std::nothrow_t &) noexcept { ::free(p); }
JARIP_OPERATOR void operator delete[](void *p, const std::nothrow_t &) noexcept { ::free(p); }

JARIP_OPERATOR void *operator new(size_t, void *p) noexcept { return p; }
JARIP_OPERATOR void *operator new[](size_t, void *p) noexcept { return p; }
JARIP_OPERATOR void operator delete(void *, void *) noexcept {}
JARIP_OPERATOR void operator delete[](void *, void *) noexcept {}

#undef JARIP_OPERATOR

#endif
