/* half and half2: IEEE binary16.
 * Source: CUDA Math API reference, "Half Precision Intrinsics". The parts that bfloat16 shares are
 * in jarip/narrow/. */
#ifndef JARIP_CUDA_FP16_H
#define JARIP_CUDA_FP16_H
#if defined(__clang__)
#pragma clang system_header
#endif

#if defined(__CUDA__)
#include "cuda_runtime.h"
#endif

#if defined(__cplusplus)
#include "jarip/narrow/bits.h"
#include "vector_functions.h"
#include "vector_types.h"

#define JARIP_T __half
#define JARIP_T2 __half2
#define JARIP_RAW __half_raw
#define JARIP_RAW2 __half2_raw
#define JARIP_FORMAT jarip::half_format
#define JARIP_INTO(before, after) __##before##half##after
#define JARIP_OUT(before, after) __half##before##after
#if defined(__CUDA_NO_HALF_OPERATORS__)
#define JARIP_NO_OPERATORS
#endif
#include "jarip/narrow/types.inc"
#include "jarip/narrow/conversions.inc"
#include "jarip/narrow/arithmetic.inc"
#if defined(__CUDA__)
#include "jarip/narrow/mathematics.inc"
#include "jarip/narrow/memory.inc"
#endif
#undef JARIP_NO_OPERATORS
#undef JARIP_OUT
#undef JARIP_INTO
#undef JARIP_FORMAT
#undef JARIP_RAW2
#undef JARIP_RAW
#undef JARIP_T2
#undef JARIP_T

typedef __half half;
typedef __half2 half2;
typedef __half nv_half;
typedef __half2 nv_half2;
typedef __half __nv_half;
typedef __half2 __nv_half2;

#define CUDART_INF_FP16 __ushort_as_half((unsigned short)0x7c00u)
#define CUDART_NAN_FP16 __ushort_as_half((unsigned short)0x7fffu)
#define CUDART_MIN_DENORM_FP16 __ushort_as_half((unsigned short)0x0001u)
#define CUDART_MAX_NORMAL_FP16 __ushort_as_half((unsigned short)0x7bffu)
#define CUDART_NEG_ZERO_FP16 __ushort_as_half((unsigned short)0x8000u)
#define CUDART_ZERO_FP16 __ushort_as_half((unsigned short)0x0000u)
#define CUDART_ONE_FP16 __ushort_as_half((unsigned short)0x3c00u)

JARIP_NARROW half2 make_half2(half x, half y) { return half2(x, y); }
JARIP_NARROW half2 __halves2half2(half low, half high) { return half2(low, high); }
JARIP_NARROW half2 __half2half2(half a) { return half2(a, a); }
JARIP_NARROW half2 __float2half2_rn(float a) { return half2(half(a), half(a)); }
JARIP_NARROW half2 __floats2half2_rn(float a, float b) { return half2(half(a), half(b)); }
JARIP_NARROW half2 __float22half2_rn(float2 a) { return half2(half(a.x), half(a.y)); }
JARIP_NARROW float2 __half22float2(half2 a) {
  return make_float2(jarip::widen(a.x), jarip::widen(a.y));
}
JARIP_NARROW half __low2half(half2 a) { return a.x; }
JARIP_NARROW half __high2half(half2 a) { return a.y; }
JARIP_NARROW half2 __low2half2(half2 a) { return half2(a.x, a.x); }
JARIP_NARROW half2 __high2half2(half2 a) { return half2(a.y, a.y); }
JARIP_NARROW half2 __lows2half2(half2 a, half2 b) { return half2(a.x, b.x); }
JARIP_NARROW half2 __highs2half2(half2 a, half2 b) { return half2(a.y, b.y); }

#endif
#endif
