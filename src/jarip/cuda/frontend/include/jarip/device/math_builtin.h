/* Mathematical functions that LLVM has as exact operations: no call is left in the IR.
 * Source: CUDA Math API reference. Seen before <cmath>, like math_library.h. */
#ifndef JARIP_MATH_BUILTIN_H
#define JARIP_MATH_BUILTIN_H
#pragma clang system_header
#include "declaration.h"
#include "math_library.h"

#define JARIP_EXACT_UNARY(name)                                             \
  JARIP_DEVICE float name##f(float x) { return __builtin_##name##f(x); }    \
  JARIP_DEVICE float name(float x) { return __builtin_##name##f(x); }       \
  JARIP_DEVICE double name(double x) { return __builtin_##name(x); }        \
  template <class T>                                                        \
  JARIP_DEVICE jarip::double_of_integer<T> name(T x) {                      \
    return __builtin_##name((double)x);                                     \
  }
JARIP_EXACT_UNARY(fabs)
JARIP_EXACT_UNARY(sqrt)
JARIP_EXACT_UNARY(floor)
JARIP_EXACT_UNARY(ceil)
JARIP_EXACT_UNARY(trunc)
JARIP_EXACT_UNARY(rint)
JARIP_EXACT_UNARY(nearbyint)
JARIP_EXACT_UNARY(round)
#undef JARIP_EXACT_UNARY

#define JARIP_EXACT_BINARY(name)                                                          \
  JARIP_DEVICE float name##f(float x, float y) { return __builtin_##name##f(x, y); }      \
  JARIP_DEVICE float name(float x, float y) { return __builtin_##name##f(x, y); }         \
  JARIP_DEVICE double name(double x, double y) { return __builtin_##name(x, y); }         \
  template <class T, class U>                                                             \
  JARIP_DEVICE jarip::promoted_arithmetic<T, U> name(T x, U y) {                          \
    return __builtin_##name((double)x, (double)y);                                        \
  }
JARIP_EXACT_BINARY(copysign)
JARIP_EXACT_BINARY(fmax)
JARIP_EXACT_BINARY(fmin)
#undef JARIP_EXACT_BINARY

JARIP_DEVICE float fmaf(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
JARIP_DEVICE float fma(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
JARIP_DEVICE double fma(double x, double y, double z) { return __builtin_fma(x, y, z); }

#endif
