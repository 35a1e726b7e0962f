/* Mathematical functions that the host's C library has too: on the device they are our own.
 * Source: CUDA Math API reference; error bounds: CUDA C++ Programming Guide, "Mathematical
 * Functions", checked by tests/cuda/frontend against mpmath.
 *
 * Must be seen before <cmath>: its using-declarations then carry these overloads into std, and its
 * constexpr float overloads leave the device side to these. */
#ifndef JARIP_MATH_LIBRARY_H
#define JARIP_MATH_LIBRARY_H
#pragma clang system_header
#include "arithmetic_intrinsics.h"
#include "declaration.h"

namespace jarip {
template <bool Condition, class T>
struct enable_if {};
template <class T>
struct enable_if<true, T> {
  typedef T type;
};
/* An integer argument is taken as double, as in <cmath>. */
template <class T>
using double_of_integer = typename enable_if<__is_integral(T), double>::type;
template <class T, class U>
struct promoted {
  typedef double type;
};
template <>
struct promoted<float, float> {
  typedef float type;
};
template <class T, class U>
using promoted_arithmetic = typename enable_if<(__is_arithmetic(T) && __is_arithmetic(U)),
                                               typename promoted<T, U>::type>::type;
}  // namespace jarip

/* nvcc's --use_fast_math takes the approximations for these. */
#if defined(__USE_FAST_MATH__)
#define JARIP_QUICK(name) __##name##f
#else
#define JARIP_QUICK(name) __jarip_##name##f
#endif

#define JARIP_UNARY_AS(name, single)                                       \
  JARIP_LIBRARY float __jarip_##name##f(float);                            \
  JARIP_LIBRARY double __jarip_##name(double);                             \
  JARIP_DEVICE float name##f(float x) { return single(x); }                \
  JARIP_DEVICE float name(float x) { return single(x); }                   \
  JARIP_DEVICE double name(double x) { return __jarip_##name(x); }         \
  template <class T>                                                       \
  JARIP_DEVICE jarip::double_of_integer<T> name(T x) {                     \
    return __jarip_##name((double)x);                                      \
  }
#define JARIP_UNARY(name) JARIP_UNARY_AS(name, __jarip_##name##f)
#define JARIP_UNARY_QUICK(name) JARIP_UNARY_AS(name, JARIP_QUICK(name))

#define JARIP_BINARY_AS(name, single)                                            \
  JARIP_LIBRARY float __jarip_##name##f(float, float);                           \
  JARIP_LIBRARY double __jarip_##name(double, double);                           \
  JARIP_DEVICE float name##f(float x, float y) { return single(x, y); }          \
  JARIP_DEVICE float name(float x, float y) { return single(x, y); }             \
  JARIP_DEVICE double name(double x, double y) { return __jarip_##name(x, y); }  \
  template <class T, class U>                                                    \
  JARIP_DEVICE jarip::promoted_arithmetic<T, U> name(T x, U y) {                 \
    return __jarip_##name((double)x, (double)y);                                 \
  }
#define JARIP_BINARY(name) JARIP_BINARY_AS(name, __jarip_##name##f)


JARIP_UNARY_QUICK(sin)
JARIP_UNARY_QUICK(cos)
JARIP_UNARY_QUICK(tan)
JARIP_UNARY(asin)
JARIP_UNARY(acos)
JARIP_UNARY(atan)
JARIP_UNARY(sinh)
JARIP_UNARY(cosh)
JARIP_UNARY_QUICK(tanh)
JARIP_UNARY(asinh)
JARIP_UNARY(acosh)
JARIP_UNARY(atanh)
JARIP_UNARY_QUICK(exp)
JARIP_UNARY(exp2)
JARIP_UNARY_QUICK(exp10)
JARIP_UNARY(expm1)
JARIP_UNARY_QUICK(log)
JARIP_UNARY_QUICK(log2)
JARIP_UNARY_QUICK(log10)
JARIP_UNARY(log1p)
JARIP_UNARY(logb)
JARIP_UNARY(cbrt)
JARIP_UNARY(erf)
JARIP_UNARY(erfc)
JARIP_UNARY(lgamma)
JARIP_UNARY(tgamma)
JARIP_UNARY(j0)
JARIP_UNARY(j1)
JARIP_UNARY(y0)
JARIP_UNARY(y1)
JARIP_BINARY_AS(pow, JARIP_QUICK(pow))
JARIP_BINARY(atan2)
JARIP_BINARY(fdim)
JARIP_BINARY(fmod)
JARIP_BINARY(hypot)
JARIP_BINARY(nextafter)
JARIP_BINARY(remainder)

#undef JARIP_BINARY
#undef JARIP_BINARY_AS
#undef JARIP_UNARY_QUICK
#undef JARIP_UNARY
#undef JARIP_UNARY_AS
#undef JARIP_QUICK

#endif
