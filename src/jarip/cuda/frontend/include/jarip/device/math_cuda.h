/* Mathematical functions that CUDA adds to C, callable on both sides; on the host they're in
 * libcudart. Source: CUDA Math API reference. */
#ifndef JARIP_MATH_CUDA_H
#define JARIP_MATH_CUDA_H
#pragma clang system_header
#include "arithmetic_intrinsics.h"
#include "declaration.h"

#define JARIP_BOTH_UNARY(name)                                        \
  JARIP_LIBRARY_BOTH float __jarip_##name##f(float);                  \
  JARIP_LIBRARY_BOTH double __jarip_##name(double);                   \
  JARIP_BOTH float name##f(float x) { return __jarip_##name##f(x); }  \
  JARIP_BOTH float name(float x) { return __jarip_##name##f(x); }     \
  JARIP_BOTH double name(double x) { return __jarip_##name(x); }
JARIP_BOTH_UNARY(rsqrt)
JARIP_BOTH_UNARY(rcbrt)
JARIP_BOTH_UNARY(sinpi)
JARIP_BOTH_UNARY(cospi)
JARIP_BOTH_UNARY(erfinv)
JARIP_BOTH_UNARY(erfcinv)
JARIP_BOTH_UNARY(erfcx)
JARIP_BOTH_UNARY(normcdf)
JARIP_BOTH_UNARY(normcdfinv)
JARIP_BOTH_UNARY(cyl_bessel_i0)
JARIP_BOTH_UNARY(cyl_bessel_i1)
#undef JARIP_BOTH_UNARY

/* The float name of norm3d is norm3df and so on. */
#define JARIP_BOTH_NORM(T, f, g)                                                                \
  JARIP_BOTH T rhypot##g(T x, T y) { return __jarip_rhypot##f(x, y); }                          \
  JARIP_BOTH T norm3d##g(T x, T y, T z) { return __jarip_norm3d##f(x, y, z); }                  \
  JARIP_BOTH T rnorm3d##g(T x, T y, T z) { return __jarip_rnorm3d##f(x, y, z); }                \
  JARIP_BOTH T norm4d##g(T x, T y, T z, T w) { return __jarip_norm4d##f(x, y, z, w); }          \
  JARIP_BOTH T rnorm4d##g(T x, T y, T z, T w) { return __jarip_rnorm4d##f(x, y, z, w); }        \
  JARIP_BOTH T norm##g(int count, const T *x) { return __jarip_norm##f(count, x); }             \
  JARIP_BOTH T rnorm##g(int count, const T *x) { return __jarip_rnorm##f(count, x); }           \
  JARIP_BOTH void sincospi##g(T x, T *s, T *c) { __jarip_sincospi##f(x, s, c); }
#define JARIP_BOTH_NORM_LIBRARY(T, f)                                                           \
  JARIP_LIBRARY_BOTH T __jarip_rhypot##f(T, T);                                                 \
  JARIP_LIBRARY_BOTH T __jarip_norm3d##f(T, T, T);                                              \
  JARIP_LIBRARY_BOTH T __jarip_rnorm3d##f(T, T, T);                                             \
  JARIP_LIBRARY_BOTH T __jarip_norm4d##f(T, T, T, T);                                           \
  JARIP_LIBRARY_BOTH T __jarip_rnorm4d##f(T, T, T, T);                                          \
  extern "C" __attribute__((host, device, pure, noconvergent, nothrow)) T __jarip_norm##f(      \
      int, const T *);                                                                          \
  extern "C" __attribute__((host, device, pure, noconvergent, nothrow)) T __jarip_rnorm##f(     \
      int, const T *);                                                                          \
  extern "C" __attribute__((host, device, noconvergent, nothrow)) void __jarip_sincospi##f(     \
      T, T *, T *);
JARIP_BOTH_NORM_LIBRARY(float, f)
JARIP_BOTH_NORM_LIBRARY(double, )
JARIP_BOTH_NORM(float, f, f)
JARIP_BOTH_NORM(float, f, )
JARIP_BOTH_NORM(double, , )
#undef JARIP_BOTH_NORM_LIBRARY
#undef JARIP_BOTH_NORM

#if defined(__CUDA_ARCH__) && defined(__USE_FAST_MATH__)
JARIP_BOTH float fdividef(float x, float y) { return __fdividef(x, y); }
#else
JARIP_BOTH float fdividef(float x, float y) { return x / y; }
#endif
JARIP_BOTH double fdivide(double x, double y) { return x / y; }
JARIP_BOTH float fdivide(float x, float y) { return fdividef(x, y); }

/* ---- Minimum and maximum, of every pair of arithmetic types a program may mix ---- */
#define JARIP_MIN_MAX(T, A, B)                                             \
  JARIP_BOTH T min(A x, B y) { return (T)x < (T)y ? (T)x : (T)y; }         \
  JARIP_BOTH T max(A x, B y) { return (T)x > (T)y ? (T)x : (T)y; }
#define JARIP_MIN_MAX_MIXED(T, S) JARIP_MIN_MAX(T, T, S) JARIP_MIN_MAX(T, S, T)
JARIP_MIN_MAX(int, int, int)
JARIP_MIN_MAX(unsigned int, unsigned int, unsigned int)
JARIP_MIN_MAX(long, long, long)
JARIP_MIN_MAX(unsigned long, unsigned long, unsigned long)
JARIP_MIN_MAX(long long, long long, long long)
JARIP_MIN_MAX(unsigned long long, unsigned long long, unsigned long long)
JARIP_MIN_MAX_MIXED(unsigned int, int)
JARIP_MIN_MAX_MIXED(unsigned long, long)
JARIP_MIN_MAX_MIXED(unsigned long long, long long)
#undef JARIP_MIN_MAX_MIXED
#undef JARIP_MIN_MAX

#define JARIP_FMIN_FMAX(T, A, B, f)                                                  \
  JARIP_BOTH T min(A x, B y) { return __builtin_fmin##f((T)x, (T)y); }               \
  JARIP_BOTH T max(A x, B y) { return __builtin_fmax##f((T)x, (T)y); }
JARIP_FMIN_FMAX(float, float, float, f)
JARIP_FMIN_FMAX(double, double, double, )
JARIP_FMIN_FMAX(double, float, double, )
JARIP_FMIN_FMAX(double, double, float, )
#undef JARIP_FMIN_FMAX

JARIP_BOTH unsigned int umin(unsigned int x, unsigned int y) { return x < y ? x : y; }
JARIP_BOTH unsigned int umax(unsigned int x, unsigned int y) { return x > y ? x : y; }
JARIP_BOTH long long llmin(long long x, long long y) { return x < y ? x : y; }
JARIP_BOTH long long llmax(long long x, long long y) { return x > y ? x : y; }
JARIP_BOTH unsigned long long ullmin(unsigned long long x, unsigned long long y) {
  return x < y ? x : y;
}
JARIP_BOTH unsigned long long ullmax(unsigned long long x, unsigned long long y) {
  return x > y ? x : y;
}

#endif
