/* Atomic functions on 32 and 64 bit words, in the scopes of a device, a block and the system.
 * Source: CUDA C++ Programming Guide, "Atomic Functions": relaxed order; all return the old value.
 *
 * They become LLVM's atomicrmw and cmpxchg, monotonic, with the scope as syncscope. */
#ifndef JARIP_ATOMICS_H
#define JARIP_ATOMICS_H
#pragma clang system_header
#include "declaration.h"

#define JARIP_ATOMIC_FETCH(type, name, operation, scope)                              \
  JARIP_DEVICE type name(type *address, type value) {                                 \
    return __scoped_atomic_fetch_##operation(address, value, __ATOMIC_RELAXED, scope); \
  }
#define JARIP_ATOMIC_SUBTRACT(type, name, scope)                                         \
  JARIP_DEVICE type name(type *address, type value) {                                    \
    return __scoped_atomic_fetch_add(address, (type)(0 - value), __ATOMIC_RELAXED, scope); \
  }
#define JARIP_ATOMIC_EXCHANGE(type, name, scope)                                     \
  JARIP_DEVICE type name(type *address, type value) {                                \
    return __scoped_atomic_exchange_n(address, value, __ATOMIC_RELAXED, scope);      \
  }
#define JARIP_ATOMIC_EXCHANGE_BITS(type, bits, name, scope)                                \
  JARIP_DEVICE type name(type *address, type value) {                                      \
    bits old = __scoped_atomic_exchange_n((bits *)address, __builtin_bit_cast(bits, value), \
                                          __ATOMIC_RELAXED, scope);                        \
    return __builtin_bit_cast(type, old);                                                  \
  }
#define JARIP_ATOMIC_COMPARE(type, name, scope)                                            \
  JARIP_DEVICE type name(type *address, type compare, type value) {                        \
    __scoped_atomic_compare_exchange_n(address, &compare, value, false, __ATOMIC_RELAXED,  \
                                       __ATOMIC_RELAXED, scope);                           \
    return compare;                                                                        \
  }

#define JARIP_ATOMICS_OF_INTEGER(type, suffix, scope)             \
  JARIP_ATOMIC_FETCH(type, atomicAdd##suffix, add, scope)         \
  JARIP_ATOMIC_SUBTRACT(type, atomicSub##suffix, scope)           \
  JARIP_ATOMIC_FETCH(type, atomicMin##suffix, min, scope)         \
  JARIP_ATOMIC_FETCH(type, atomicMax##suffix, max, scope)         \
  JARIP_ATOMIC_FETCH(type, atomicAnd##suffix, and, scope)         \
  JARIP_ATOMIC_FETCH(type, atomicOr##suffix, or, scope)           \
  JARIP_ATOMIC_FETCH(type, atomicXor##suffix, xor, scope)         \
  JARIP_ATOMIC_EXCHANGE(type, atomicExch##suffix, scope)          \
  JARIP_ATOMIC_COMPARE(type, atomicCAS##suffix, scope)

/* The builtins for the wrapping counters know no scope; the widest is always right. */
#define JARIP_ATOMICS_OF_COUNTER(suffix)                                             \
  JARIP_DEVICE unsigned int atomicInc##suffix(unsigned int *address, unsigned int limit) { \
    return __nvvm_atom_inc_gen_ui(address, limit);                                   \
  }                                                                                  \
  JARIP_DEVICE unsigned int atomicDec##suffix(unsigned int *address, unsigned int limit) { \
    return __nvvm_atom_dec_gen_ui(address, limit);                                   \
  }

#define JARIP_ATOMICS(suffix, scope)                                          \
  JARIP_ATOMICS_OF_INTEGER(int, suffix, scope)                                \
  JARIP_ATOMICS_OF_INTEGER(unsigned int, suffix, scope)                       \
  JARIP_ATOMICS_OF_INTEGER(long long, suffix, scope)                          \
  JARIP_ATOMICS_OF_INTEGER(unsigned long long, suffix, scope)                 \
  JARIP_ATOMICS_OF_COUNTER(suffix)                                            \
  JARIP_ATOMIC_FETCH(float, atomicAdd##suffix, add, scope)                    \
  JARIP_ATOMIC_FETCH(double, atomicAdd##suffix, add, scope)                   \
  JARIP_ATOMIC_EXCHANGE_BITS(float, unsigned int, atomicExch##suffix, scope)  \
  JARIP_ATOMIC_EXCHANGE_BITS(double, unsigned long long, atomicExch##suffix, scope) \
  JARIP_ATOMIC_COMPARE(unsigned short, atomicCAS##suffix, scope)

JARIP_ATOMICS(, __MEMORY_SCOPE_DEVICE)
JARIP_ATOMICS(_block, __MEMORY_SCOPE_WRKGRP)
JARIP_ATOMICS(_system, __MEMORY_SCOPE_SYSTEM)

#undef JARIP_ATOMICS
#undef JARIP_ATOMICS_OF_COUNTER
#undef JARIP_ATOMICS_OF_INTEGER
#undef JARIP_ATOMIC_COMPARE
#undef JARIP_ATOMIC_EXCHANGE_BITS
#undef JARIP_ATOMIC_EXCHANGE
#undef JARIP_ATOMIC_SUBTRACT
#undef JARIP_ATOMIC_FETCH

#endif
