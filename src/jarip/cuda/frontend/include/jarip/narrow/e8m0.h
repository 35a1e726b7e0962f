/* __nv_fp8_e8m0: a power of two, 2**-127 to 2**127, and NaN; the scale of a block of small numbers.
 * Source: OCP Microscaling Formats (MX) Specification 1.0; CUDA Math API reference, "FP8 Conversion
 * and Data Movement". Included by cuda_fp8.h. */
#ifndef JARIP_NARROW_E8M0_H
#define JARIP_NARROW_E8M0_H
#include "../types/rounding.h"

namespace jarip {

/* The power of two next to |x|: below it for cudaRoundZero, above it for cudaRoundPosInf. */
JARIP_NARROW unsigned char to_e8m0(double x, bool saturate, enum cudaRoundMode rounding) {
  const unsigned long long bits = bits_of_double(x) & 0x7fffffffffffffffull;
  if (x != x) return 0xff;
  int exponent = (int)(bits >> 52) - 1023 + 127;
  if (rounding == cudaRoundPosInf && bits << 12 != 0) ++exponent;
  if (exponent > 0xfe) return saturate ? 0xfe : 0xff;
  return exponent < 0 ? 0 : (unsigned char)exponent;
}
JARIP_NARROW float from_e8m0(unsigned char code) {
  if (code == 0xff) return float_of_bits(0x7fffffffu);
  return code ? float_of_bits((unsigned int)code << 23) : float_of_bits(0x00400000u);
}

}  // namespace jarip

JARIP_NARROW __nv_fp8_storage_t __nv_cvt_double_to_e8m0(double x, __nv_saturation_t saturate,
                                                        enum cudaRoundMode rounding) {
  return jarip::to_e8m0(x, saturate == __NV_SATFINITE, rounding);
}
JARIP_NARROW __nv_fp8_storage_t __nv_cvt_float_to_e8m0(float x, __nv_saturation_t saturate,
                                                       enum cudaRoundMode rounding) {
  return __nv_cvt_double_to_e8m0((double)x, saturate, rounding);
}
JARIP_NARROW __nv_fp8_storage_t __nv_cvt_bfloat16raw_to_e8m0(__nv_bfloat16_raw x,
                                                             __nv_saturation_t saturate,
                                                             enum cudaRoundMode rounding) {
  return __nv_cvt_float_to_e8m0(jarip::bfloat16_format::widen(x.x), saturate, rounding);
}
JARIP_NARROW __nv_fp8x2_storage_t __nv_cvt_double2_to_e8m0x2(double2 x,
                                                             __nv_saturation_t saturate,
                                                             enum cudaRoundMode rounding) {
  return (__nv_fp8x2_storage_t)(__nv_cvt_double_to_e8m0(x.x, saturate, rounding) |
                                __nv_cvt_double_to_e8m0(x.y, saturate, rounding) << 8);
}
JARIP_NARROW __nv_fp8x2_storage_t __nv_cvt_float2_to_e8m0x2(float2 x, __nv_saturation_t saturate,
                                                            enum cudaRoundMode rounding) {
  return __nv_cvt_double2_to_e8m0x2(make_double2((double)x.x, (double)x.y), saturate, rounding);
}
JARIP_NARROW __nv_fp8x2_storage_t __nv_cvt_bfloat162raw_to_e8m0x2(__nv_bfloat162_raw x,
                                                                  __nv_saturation_t saturate,
                                                                  enum cudaRoundMode rounding) {
  return __nv_cvt_float2_to_e8m0x2(
      make_float2(jarip::bfloat16_format::widen(x.x), jarip::bfloat16_format::widen(x.y)),
      saturate, rounding);
}
JARIP_NARROW __nv_bfloat16_raw __nv_cvt_e8m0_to_bf16raw(__nv_fp8_storage_t x) {
  return __nv_bfloat16_raw{jarip::bfloat16_format::narrow(jarip::from_e8m0(x))};
}
JARIP_NARROW __nv_bfloat162_raw __nv_cvt_e8m0x2_to_bf162raw(__nv_fp8x2_storage_t x) {
  return __nv_bfloat162_raw{__nv_cvt_e8m0_to_bf16raw((__nv_fp8_storage_t)x).x,
                            __nv_cvt_e8m0_to_bf16raw((__nv_fp8_storage_t)(x >> 8)).x};
}

struct __nv_fp8_e8m0 {
  __nv_fp8_storage_t __x;

  __nv_fp8_e8m0() = default;
#define JARIP_FROM(type, value)                                              \
  JARIP_SIDES_OF_SMALL explicit __nv_fp8_e8m0(type x)                        \
      : __x(jarip::to_e8m0(value, true, cudaRoundPosInf)) {}
  JARIP_FROM(float, (double)x)
  JARIP_FROM(double, x)
  JARIP_FROM(__half, (double)jarip::widen(x))
  JARIP_FROM(__nv_bfloat16, (double)jarip::widen(x))
  JARIP_FROM(int, (double)x)
  JARIP_FROM(unsigned int, (double)x)
  JARIP_FROM(long long, (double)x)
  JARIP_FROM(unsigned long long, (double)x)
#undef JARIP_FROM
#define JARIP_TO(type) \
  JARIP_SIDES_OF_SMALL explicit operator type() const { return (type)jarip::from_e8m0(__x); }
  JARIP_TO(float)
  JARIP_TO(double)
  JARIP_TO(__half)
  JARIP_TO(__nv_bfloat16)
  JARIP_TO(int)
  JARIP_TO(unsigned int)
  JARIP_TO(long long)
  JARIP_TO(unsigned long long)
#undef JARIP_TO
  JARIP_SIDES_OF_SMALL explicit operator bool() const { return true; }
};
struct __nv_fp8x2_e8m0 {
  __nv_fp8x2_storage_t __x;

  __nv_fp8x2_e8m0() = default;
  JARIP_SIDES_OF_SMALL explicit __nv_fp8x2_e8m0(float2 x)
      : __x(__nv_cvt_float2_to_e8m0x2(x, __NV_SATFINITE, cudaRoundPosInf)) {}
  JARIP_SIDES_OF_SMALL explicit __nv_fp8x2_e8m0(double2 x)
      : __x(__nv_cvt_double2_to_e8m0x2(x, __NV_SATFINITE, cudaRoundPosInf)) {}
  JARIP_SIDES_OF_SMALL explicit operator float2() const {
    return make_float2(jarip::from_e8m0((unsigned char)__x),
                       jarip::from_e8m0((unsigned char)(__x >> 8)));
  }
};
struct __nv_fp8x4_e8m0 {
  __nv_fp8x4_storage_t __x;

  __nv_fp8x4_e8m0() = default;
  JARIP_SIDES_OF_SMALL explicit __nv_fp8x4_e8m0(float4 x)
      : __x(__nv_fp8x2_e8m0(make_float2(x.x, x.y)).__x |
            (__nv_fp8x4_storage_t)__nv_fp8x2_e8m0(make_float2(x.z, x.w)).__x << 16) {}
  JARIP_SIDES_OF_SMALL explicit operator float4() const {
    return make_float4(jarip::from_e8m0((unsigned char)__x),
                       jarip::from_e8m0((unsigned char)(__x >> 8)),
                       jarip::from_e8m0((unsigned char)(__x >> 16)),
                       jarip::from_e8m0((unsigned char)(__x >> 24)));
  }
};

#endif
