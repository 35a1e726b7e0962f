/* 8-bit floating point: __nv_fp8_e4m3, __nv_fp8_e5m2, their pairs and quadruples, conversions.
 * Source: CUDA Math API reference, "FP8 Intrinsics". */
#ifndef JARIP_CUDA_FP8_H
#define JARIP_CUDA_FP8_H
#include "cuda_bf16.h"
#include "cuda_fp16.h"

#if defined(__cplusplus)
#include "jarip/narrow/small.h"
#include "vector_functions.h"

typedef unsigned char __nv_fp8_storage_t;
typedef unsigned short __nv_fp8x2_storage_t;
typedef unsigned int __nv_fp8x4_storage_t;

typedef enum __nv_saturation_t { __NV_NOSAT, __NV_SATFINITE } __nv_saturation_t;
typedef enum __nv_fp8_interpretation_t { __NV_E4M3, __NV_E5M2 } __nv_fp8_interpretation_t;

namespace jarip {
JARIP_NARROW small_format format_of_fp8(__nv_fp8_interpretation_t kind) {
  return kind == __NV_E4M3 ? e4m3_format() : e5m2_format();
}
}  // namespace jarip

JARIP_NARROW __nv_fp8_storage_t __nv_cvt_double_to_fp8(double x, __nv_saturation_t saturate,
                                                       __nv_fp8_interpretation_t kind) {
  return jarip::to_small(x, jarip::format_of_fp8(kind), saturate == __NV_SATFINITE);
}
JARIP_NARROW __nv_fp8x2_storage_t __nv_cvt_double2_to_fp8x2(double2 x, __nv_saturation_t saturate,
                                                            __nv_fp8_interpretation_t kind) {
  return (__nv_fp8x2_storage_t)(__nv_cvt_double_to_fp8(x.x, saturate, kind) |
                                __nv_cvt_double_to_fp8(x.y, saturate, kind) << 8);
}
JARIP_NARROW __nv_fp8_storage_t __nv_cvt_float_to_fp8(float x, __nv_saturation_t saturate,
                                                      __nv_fp8_interpretation_t kind) {
  return __nv_cvt_double_to_fp8((double)x, saturate, kind);
}
JARIP_NARROW __nv_fp8x2_storage_t __nv_cvt_float2_to_fp8x2(float2 x, __nv_saturation_t saturate,
                                                           __nv_fp8_interpretation_t kind) {
  return __nv_cvt_double2_to_fp8x2(make_double2((double)x.x, (double)x.y), saturate, kind);
}

#define JARIP_FP8_FROM(word, raw, raw2, format)                                              \
  JARIP_NARROW __nv_fp8_storage_t __nv_cvt_##word##raw_to_fp8(                               \
      raw x, __nv_saturation_t saturate, __nv_fp8_interpretation_t kind) {                   \
    return __nv_cvt_float_to_fp8(jarip::format::widen(x.x), saturate, kind);                 \
  }                                                                                          \
  JARIP_NARROW __nv_fp8x2_storage_t __nv_cvt_##word##raw2_to_fp8x2(                          \
      raw2 x, __nv_saturation_t saturate, __nv_fp8_interpretation_t kind) {                  \
    return __nv_cvt_float2_to_fp8x2(                                                         \
        make_float2(jarip::format::widen(x.x), jarip::format::widen(x.y)), saturate, kind);  \
  }
JARIP_FP8_FROM(half, __half_raw, __half2_raw, half_format)
JARIP_FP8_FROM(bfloat16, __nv_bfloat16_raw, __nv_bfloat162_raw, bfloat16_format)
#undef JARIP_FP8_FROM

JARIP_NARROW __half_raw __nv_cvt_fp8_to_halfraw(__nv_fp8_storage_t x,
                                                __nv_fp8_interpretation_t kind) {
  return __half_raw{jarip::half_format::narrow(jarip::from_small(x, jarip::format_of_fp8(kind)))};
}
JARIP_NARROW __half2_raw __nv_cvt_fp8x2_to_halfraw2(__nv_fp8x2_storage_t x,
                                                    __nv_fp8_interpretation_t kind) {
  return __half2_raw{__nv_cvt_fp8_to_halfraw((__nv_fp8_storage_t)x, kind).x,
                     __nv_cvt_fp8_to_halfraw((__nv_fp8_storage_t)(x >> 8), kind).x};
}

#define JARIP_S __nv_fp8_storage_t
#define JARIP_S2 __nv_fp8x2_storage_t
#define JARIP_S4 __nv_fp8x4_storage_t
#define JARIP_APART 8
#define JARIP_T __nv_fp8_e4m3
#define JARIP_T2 __nv_fp8x2_e4m3
#define JARIP_T4 __nv_fp8x4_e4m3
#define JARIP_FORMAT jarip::e4m3_format()
#include "jarip/narrow/small_types.inc"
#undef JARIP_FORMAT
#undef JARIP_T4
#undef JARIP_T2
#undef JARIP_T
#define JARIP_T __nv_fp8_e5m2
#define JARIP_T2 __nv_fp8x2_e5m2
#define JARIP_T4 __nv_fp8x4_e5m2
#define JARIP_FORMAT jarip::e5m2_format()
#include "jarip/narrow/small_types.inc"
#undef JARIP_FORMAT
#undef JARIP_T4
#undef JARIP_T2
#undef JARIP_T
#undef JARIP_APART
#undef JARIP_S4
#undef JARIP_S2
#undef JARIP_S
#include "jarip/narrow/e8m0.h"

#endif
#endif
