/* Arithmetic with a stated rounding, and fast approximations.
 * Source: CUDA Math API reference, "Single Precision Intrinsics", "Double Precision Intrinsics". */
#ifndef JARIP_ARITHMETIC_INTRINSICS_H
#define JARIP_ARITHMETIC_INTRINSICS_H
#pragma clang system_header
#include "declaration.h"

/* Rounded to nearest; never fused with a neighbouring operation. */
JARIP_LIBRARY float __fadd_rn(float, float);
JARIP_LIBRARY float __fsub_rn(float, float);
JARIP_LIBRARY float __fmul_rn(float, float);
JARIP_LIBRARY double __dadd_rn(double, double);
JARIP_LIBRARY double __dsub_rn(double, double);
JARIP_LIBRARY double __dmul_rn(double, double);
JARIP_LIBRARY float __fdiv_rn(float, float);
JARIP_LIBRARY double __ddiv_rn(double, double);
JARIP_LIBRARY float __frcp_rn(float);
JARIP_LIBRARY double __drcp_rn(double);
JARIP_DEVICE float __fmaf_rn(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
JARIP_DEVICE double __fma_rn(double x, double y, double z) { return __builtin_fma(x, y, z); }
JARIP_DEVICE float __fsqrt_rn(float x) { return __builtin_sqrtf(x); }
JARIP_DEVICE double __dsqrt_rn(double x) { return __builtin_sqrt(x); }
JARIP_LIBRARY float __frsqrt_rn(float);

#define JARIP_DIRECTED(rounding)                                 \
  JARIP_LIBRARY float __fadd_##rounding(float, float);           \
  JARIP_LIBRARY float __fsub_##rounding(float, float);           \
  JARIP_LIBRARY float __fmul_##rounding(float, float);           \
  JARIP_LIBRARY float __fdiv_##rounding(float, float);           \
  JARIP_LIBRARY float __fmaf_##rounding(float, float, float);    \
  JARIP_LIBRARY float __frcp_##rounding(float);                  \
  JARIP_LIBRARY float __fsqrt_##rounding(float);                 \
  JARIP_LIBRARY double __dadd_##rounding(double, double);        \
  JARIP_LIBRARY double __dsub_##rounding(double, double);        \
  JARIP_LIBRARY double __dmul_##rounding(double, double);        \
  JARIP_LIBRARY double __ddiv_##rounding(double, double);        \
  JARIP_LIBRARY double __fma_##rounding(double, double, double); \
  JARIP_LIBRARY double __drcp_##rounding(double);                \
  JARIP_LIBRARY double __dsqrt_##rounding(double);
JARIP_DIRECTED(rz)
JARIP_DIRECTED(ru)
JARIP_DIRECTED(rd)
#undef JARIP_DIRECTED

JARIP_LIBRARY float __fmaf_ieee_rn(float, float, float);
JARIP_LIBRARY float __fmaf_ieee_rz(float, float, float);
JARIP_LIBRARY float __fmaf_ieee_ru(float, float, float);
JARIP_LIBRARY float __fmaf_ieee_rd(float, float, float);

/* Fast approximations; their error bounds are the guide's, "Intrinsic Functions". */
JARIP_LIBRARY float __sinf(float);
JARIP_LIBRARY float __cosf(float);
JARIP_LIBRARY float __tanf(float);
JARIP_LIBRARY float __tanhf(float);
JARIP_LIBRARY float __expf(float);
JARIP_LIBRARY float __exp10f(float);
JARIP_LIBRARY float __logf(float);
JARIP_LIBRARY float __log2f(float);
JARIP_LIBRARY float __log10f(float);
JARIP_LIBRARY float __powf(float, float);
JARIP_LIBRARY float __fdividef(float, float);
JARIP_LIBRARY float __saturatef(float);
JARIP_DEVICE void __sincosf(float x, float *sine, float *cosine) {
  *sine = __sinf(x);
  *cosine = __cosf(x);
}

#endif
