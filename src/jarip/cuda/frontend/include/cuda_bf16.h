/* __nv_bfloat16 and __nv_bfloat162: the upper half of single precision.
 * Source: CUDA Math API reference, "Bfloat16 Precision Intrinsics". The parts that half shares are
 * in jarip/narrow/. */
#ifndef JARIP_CUDA_BF16_H
#define JARIP_CUDA_BF16_H
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

#define JARIP_T __nv_bfloat16
#define JARIP_T2 __nv_bfloat162
#define JARIP_RAW __nv_bfloat16_raw
#define JARIP_RAW2 __nv_bfloat162_raw
#define JARIP_FORMAT jarip::bfloat16_format
#define JARIP_INTO(before, after) __##before##bfloat16##after
#define JARIP_OUT(before, after) __bfloat16##before##after
#if defined(__CUDA_NO_BFLOAT16_OPERATORS__)
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

typedef __nv_bfloat16 nv_bfloat16;
typedef __nv_bfloat162 nv_bfloat162;

#define CUDART_INF_BF16 __ushort_as_bfloat16((unsigned short)0x7f80u)
#define CUDART_NAN_BF16 __ushort_as_bfloat16((unsigned short)0x7fffu)
#define CUDART_MIN_DENORM_BF16 __ushort_as_bfloat16((unsigned short)0x0001u)
#define CUDART_MAX_NORMAL_BF16 __ushort_as_bfloat16((unsigned short)0x7f7fu)
#define CUDART_NEG_ZERO_BF16 __ushort_as_bfloat16((unsigned short)0x8000u)
#define CUDART_ZERO_BF16 __ushort_as_bfloat16((unsigned short)0x0000u)
#define CUDART_ONE_BF16 __ushort_as_bfloat16((unsigned short)0x3f80u)

JARIP_NARROW nv_bfloat162 make_bfloat162(nv_bfloat16 x, nv_bfloat16 y) {
  return nv_bfloat162(x, y);
}
JARIP_NARROW nv_bfloat162 __halves2bfloat162(nv_bfloat16 low, nv_bfloat16 high) {
  return nv_bfloat162(low, high);
}
JARIP_NARROW nv_bfloat162 __bfloat162bfloat162(nv_bfloat16 a) { return nv_bfloat162(a, a); }
JARIP_NARROW nv_bfloat162 __float2bfloat162_rn(float a) {
  return nv_bfloat162(nv_bfloat16(a), nv_bfloat16(a));
}
JARIP_NARROW nv_bfloat162 __floats2bfloat162_rn(float a, float b) {
  return nv_bfloat162(nv_bfloat16(a), nv_bfloat16(b));
}
JARIP_NARROW nv_bfloat162 __float22bfloat162_rn(float2 a) {
  return nv_bfloat162(nv_bfloat16(a.x), nv_bfloat16(a.y));
}
JARIP_NARROW float2 __bfloat1622float2(nv_bfloat162 a) {
  return make_float2(jarip::widen(a.x), jarip::widen(a.y));
}
JARIP_NARROW nv_bfloat16 __low2bfloat16(nv_bfloat162 a) { return a.x; }
JARIP_NARROW nv_bfloat16 __high2bfloat16(nv_bfloat162 a) { return a.y; }
JARIP_NARROW nv_bfloat162 __low2bfloat162(nv_bfloat162 a) { return nv_bfloat162(a.x, a.x); }
JARIP_NARROW nv_bfloat162 __high2bfloat162(nv_bfloat162 a) { return nv_bfloat162(a.y, a.y); }
JARIP_NARROW nv_bfloat162 __lows2bfloat162(nv_bfloat162 a, nv_bfloat162 b) {
  return nv_bfloat162(a.x, b.x);
}
JARIP_NARROW nv_bfloat162 __highs2bfloat162(nv_bfloat162 a, nv_bfloat162 b) {
  return nv_bfloat162(a.y, b.y);
}

#endif
#endif
