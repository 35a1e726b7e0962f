/* Where a pointer points, loads and stores with cache hints.
 * Source: CUDA C++ Programming Guide, "Address Space Predicate Functions", "Address Space
 * Conversion Functions", "Load Functions Using Cache Hints", "Store Functions Using Cache
 * Hints". */
#ifndef JARIP_ADDRESS_SPACE_H
#define JARIP_ADDRESS_SPACE_H
#pragma clang system_header
#include <stddef.h>

#include "declaration.h"

JARIP_DEVICE unsigned int __isGlobal(const void *p) { return __nvvm_isspacep_global(p); }
JARIP_DEVICE unsigned int __isShared(const void *p) { return __nvvm_isspacep_shared(p); }
JARIP_DEVICE unsigned int __isConstant(const void *p) { return __nvvm_isspacep_const(p); }
JARIP_DEVICE unsigned int __isLocal(const void *p) { return __nvvm_isspacep_local(p); }
JARIP_DEVICE unsigned int __isGridConstant(const void *p) { return __nvvm_isspacep_const(p); }

/* One flat address space: an address is the same number in each. */
#define JARIP_CONVERT(space)                                                             \
  JARIP_DEVICE size_t __cvta_generic_to_##space(const void *p) { return (size_t)p; }     \
  JARIP_DEVICE void *__cvta_##space##_to_generic(size_t address) { return (void *)address; }
JARIP_CONVERT(global)
JARIP_CONVERT(shared)
JARIP_CONVERT(constant)
JARIP_CONVERT(local)
#undef JARIP_CONVERT

/* Hints for caches this chip doesn't have: ordinary accesses, of any type. __ldcv asks memory
 * again each time. */
template <class T>
JARIP_DEVICE T __ldg(const T *p) {
  return *p;
}
template <class T>
JARIP_DEVICE T __ldca(const T *p) {
  return *p;
}
template <class T>
JARIP_DEVICE T __ldcg(const T *p) {
  return *p;
}
template <class T>
JARIP_DEVICE T __ldcs(const T *p) {
  return *p;
}
template <class T>
JARIP_DEVICE T __ldlu(const T *p) {
  return *p;
}
template <class T>
JARIP_DEVICE T __ldcv(const T *p) {
  T value;
  __scoped_atomic_thread_fence(__ATOMIC_RELAXED, __MEMORY_SCOPE_DEVICE);
  value = *p;
  return value;
}
template <class T>
JARIP_DEVICE void __stwb(T *p, T value) {
  *p = value;
}
template <class T>
JARIP_DEVICE void __stcg(T *p, T value) {
  *p = value;
}
template <class T>
JARIP_DEVICE void __stcs(T *p, T value) {
  *p = value;
}
template <class T>
JARIP_DEVICE void __stwt(T *p, T value) {
  *p = value;
}

#endif
