/* Mathematical functions of the C library with integers or pointers among arguments and results.
 * Source: CUDA Math API reference. Seen before <cmath>, like math_library.h. */
#ifndef JARIP_MATH_RESULTS_H
#define JARIP_MATH_RESULTS_H
#pragma clang system_header
#include <stddef.h>

#include "arithmetic_intrinsics.h"
#include "declaration.h"
#include "math_library.h"

#define JARIP_LIBRARY_STORING extern "C" __attribute__((device, noconvergent, nothrow))

/* f is the suffix of the single-precision name, S the storage of the overloads' type. */
#define JARIP_MATH_RESULTS(T, f)                                                               \
  JARIP_LIBRARY T __jarip_ldexp##f(T, int);                                                    \
  JARIP_LIBRARY T __jarip_scalbln##f(T, long);                                                 \
  JARIP_LIBRARY int __jarip_ilogb##f(T);                                                       \
  JARIP_LIBRARY long __jarip_lrint##f(T);                                                      \
  JARIP_LIBRARY long __jarip_lround##f(T);                                                     \
  JARIP_LIBRARY T __jarip_jn##f(int, T);                                                       \
  JARIP_LIBRARY T __jarip_yn##f(int, T);                                                       \
  JARIP_LIBRARY_STORING T __jarip_frexp##f(T, int *);                                          \
  JARIP_LIBRARY_STORING T __jarip_modf##f(T, T *);                                             \
  JARIP_LIBRARY_STORING T __jarip_remquo##f(T, T, int *);                                      \
  JARIP_LIBRARY_STORING void __jarip_sincos##f(T, T *, T *);

#define JARIP_MATH_RESULT_NAMES(T, f, g)                                                       \
  JARIP_DEVICE T ldexp##g(T x, int n) { return __jarip_ldexp##f(x, n); }                       \
  JARIP_DEVICE T scalbn##g(T x, int n) { return __jarip_ldexp##f(x, n); }                      \
  JARIP_DEVICE T scalbln##g(T x, long n) { return __jarip_scalbln##f(x, n); }                  \
  JARIP_DEVICE int ilogb##g(T x) { return __jarip_ilogb##f(x); }                               \
  JARIP_DEVICE long lrint##g(T x) { return __jarip_lrint##f(x); }                              \
  JARIP_DEVICE long lround##g(T x) { return __jarip_lround##f(x); }                            \
  JARIP_DEVICE long long llrint##g(T x) { return __jarip_lrint##f(x); }                        \
  JARIP_DEVICE long long llround##g(T x) { return __jarip_lround##f(x); }                      \
  JARIP_DEVICE T jn##g(int n, T x) { return __jarip_jn##f(n, x); }                             \
  JARIP_DEVICE T yn##g(int n, T x) { return __jarip_yn##f(n, x); }                             \
  JARIP_DEVICE T frexp##g(T x, int *exponent) { return __jarip_frexp##f(x, exponent); }        \
  JARIP_DEVICE T modf##g(T x, T *whole) { return __jarip_modf##f(x, whole); }                  \
  JARIP_DEVICE T remquo##g(T x, T y, int *quotient) { return __jarip_remquo##f(x, y, quotient); }

JARIP_MATH_RESULTS(float, f)
JARIP_MATH_RESULTS(double, )
JARIP_MATH_RESULT_NAMES(float, f, f)
JARIP_MATH_RESULT_NAMES(float, f, )
JARIP_MATH_RESULT_NAMES(double, , )
#undef JARIP_MATH_RESULT_NAMES
#undef JARIP_MATH_RESULTS

#if defined(__USE_FAST_MATH__)
JARIP_DEVICE void sincosf(float x, float *s, float *c) { __sincosf(x, s, c); }
#else
JARIP_DEVICE void sincosf(float x, float *s, float *c) { __jarip_sincosf(x, s, c); }
#endif
JARIP_DEVICE void sincos(float x, float *s, float *c) { sincosf(x, s, c); }
JARIP_DEVICE void sincos(double x, double *s, double *c) { __jarip_sincos(x, s, c); }

/* The payload of a NaN can't be asked for: it's always the quiet NaN. */
JARIP_DEVICE float nanf(const char *) { return __builtin_nanf(""); }
JARIP_DEVICE double nan(const char *) { return __builtin_nan(""); }

JARIP_DEVICE int abs(int x) { return __builtin_abs(x); }
JARIP_DEVICE long abs(long x) { return __builtin_labs(x); }
JARIP_DEVICE long long abs(long long x) { return __builtin_llabs(x); }
JARIP_DEVICE float abs(float x) { return __builtin_fabsf(x); }
JARIP_DEVICE double abs(double x) { return __builtin_fabs(x); }
JARIP_DEVICE long labs(long x) { return __builtin_labs(x); }
JARIP_DEVICE long long llabs(long long x) { return __builtin_llabs(x); }

/* What C libraries' isnan and its kin expand to. */
JARIP_DEVICE int __isnan(double x) { return __builtin_isnan(x); }
JARIP_DEVICE int __isnanf(float x) { return __builtin_isnan(x); }
JARIP_DEVICE int __isinf(double x) { return __builtin_isinf(x); }
JARIP_DEVICE int __isinff(float x) { return __builtin_isinf(x); }
JARIP_DEVICE int __finite(double x) { return __builtin_isfinite(x); }
JARIP_DEVICE int __finitef(float x) { return __builtin_isfinite(x); }
JARIP_DEVICE int __signbit(double x) { return __builtin_signbit(x); }
JARIP_DEVICE int __signbitf(float x) { return __builtin_signbitf(x); }

#endif
