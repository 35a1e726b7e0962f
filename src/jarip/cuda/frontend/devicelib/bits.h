/* Floating-point numbers as bit patterns: casts, powers of two, signs. No step can be undefined,
 * whatever the argument: NaN and infinity pass through integer arithmetic as ordinary bits. */
#ifndef JARIP_DEVICELIB_BITS_H
#define JARIP_DEVICELIB_BITS_H

#include "declaration.h"

namespace jarip {

JARIP_HELPER uint32_t bits_of(float x) { return __builtin_bit_cast(uint32_t, x); }
JARIP_HELPER uint64_t bits_of(double x) { return __builtin_bit_cast(uint64_t, x); }
JARIP_HELPER float float_of(uint32_t bits) { return __builtin_bit_cast(float, bits); }
JARIP_HELPER double double_of(uint64_t bits) { return __builtin_bit_cast(double, bits); }

constexpr uint32_t kSignF = 0x80000000u;
constexpr uint64_t kSign = 0x8000000000000000ull;

JARIP_HELPER float absolute(float x) { return __builtin_fabsf(x); }
JARIP_HELPER double absolute(double x) { return __builtin_fabs(x); }
JARIP_HELPER float with_sign(float magnitude, float sign) {
  return __builtin_copysignf(magnitude, sign);
}
JARIP_HELPER double with_sign(double magnitude, double sign) {
  return __builtin_copysign(magnitude, sign);
}
/* x, its sign flipped where the lowest bit of `flip` is set. */
JARIP_HELPER float flip_sign(float x, uint32_t flip) { return float_of(bits_of(x) ^ flip << 31); }
JARIP_HELPER double flip_sign(double x, uint32_t flip) {
  return double_of(bits_of(x) ^ (uint64_t)flip << 63);
}

JARIP_HELPER float fused(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
JARIP_HELPER double fused(double x, double y, double z) { return __builtin_fma(x, y, z); }
JARIP_HELPER float square_root(float x) { return __builtin_sqrtf(x); }
JARIP_HELPER double square_root(double x) { return __builtin_sqrt(x); }

JARIP_HELPER bool is_nan(float x) { return x != x; }
JARIP_HELPER bool is_nan(double x) { return x != x; }
JARIP_HELPER bool is_infinite(float x) { return absolute(x) == __builtin_inff(); }
JARIP_HELPER bool is_infinite(double x) { return absolute(x) == __builtin_inf(); }
JARIP_HELPER float infinity(float) { return __builtin_inff(); }
JARIP_HELPER double infinity(double) { return __builtin_inf(); }
JARIP_HELPER float not_a_number(float) { return __builtin_nanf(""); }
JARIP_HELPER double not_a_number(double) { return __builtin_nan(""); }

/* 2**n for n in the range of normal numbers. */
JARIP_HELPER float power_of_two_f(int32_t n) { return float_of((uint32_t)(n + 127) << 23); }
JARIP_HELPER double power_of_two(int32_t n) { return double_of((uint64_t)(n + 1023) << 52); }

/* x * 2**n in two steps, so that results below the normal range round once; |n| up to twice the
 * exponent range. On the device, in single precision, the chip does the same in its own way. */
#ifdef __NVPTX__
extern "C" JARIP_SIDES __attribute__((const, nothrow)) float __jarip_chip_scalef(float, int32_t);
JARIP_HELPER float scale(float x, int32_t n) { return __jarip_chip_scalef(x, n); }
#else
JARIP_HELPER float scale(float x, int32_t n) {
  const int32_t half = n >> 1;
  return x * power_of_two_f(half) * power_of_two_f(n - half);
}
#endif
JARIP_HELPER double scale(double x, int32_t n) {
  const int32_t half = n >> 1;
  return x * power_of_two(half) * power_of_two(n - half);
}

/* Rounds to the nearest integer, as number and as integer: adding this pushes the fraction out.
 * Right for |x| < 2**22 (float) and 2**51 (double); anything else gives some integer. */
struct RoundedF {
  float value;
  int32_t integer;
};
struct Rounded {
  double value;
  int32_t integer;
};
JARIP_HELPER RoundedF round_to_integer(float x) {
  const float shifted = x + 0x1.8p23f;
  return {shifted - 0x1.8p23f, (int32_t)(bits_of(shifted) - bits_of(0x1.8p23f))};
}
JARIP_HELPER Rounded round_to_integer(double x) {
  const double shifted = x + 0x1.8p52;
  return {shifted - 0x1.8p52, (int32_t)(bits_of(shifted) - bits_of(0x1.8p52))};
}

}  // namespace jarip

#endif
