/* powf, in double precision inside: x**y = 2**(y log2(x)). */
#include "bits.h"
#include "polynomial.h"
#include "polynomials_power.h"

using namespace jarip;

/* log2 of a positive finite number, about 36 bits. */
JARIP_HELPER double logarithm_base_2(float x) {
  const uint64_t bits = bits_of((double)x);
  const int32_t n = ((int32_t)(bits >> 32) - 0x3fe6a09e) >> 20;
  const double m = double_of(bits - ((uint64_t)(uint32_t)n << 52));
  const double s = (m - 1.0) / (m + 1.0);
  return fused(polynomial(s * s, JARIP_POWF_LOG2), s, (double)n);
}

JARIP_HELPER float two_to(double x) {
  x = x < -160.0 ? -160.0 : x;
  x = x > 140.0 ? 140.0 : x;
  const Rounded n = round_to_integer(x);
  return (float)(polynomial(x - n.value, JARIP_POWF_EXP2) * power_of_two(n.integer));
}

JARIP_INLINE_FUNCTION float __jarip_powf(float x, float y) {
  const float a = absolute(x), b = absolute(y);
  const bool whole = __builtin_truncf(y) == y;
  const bool odd = whole && b < 0x1p24f && ((uint32_t)(int32_t)(b < 0x1p24f ? y : 0.0f) & 1);
  float result = two_to((double)y * logarithm_base_2(a));
  /* Bases and exponents at the ends of the range. */
  const bool grows = (a > 1.0f) == (y > 0.0f);
  result = a == 0.0f ? (y < 0.0f ? infinity(a) : 0.0f) : result;
  result = a == infinity(a) ? (y < 0.0f ? 0.0f : infinity(a)) : result;
  result = b == infinity(b) ? (a == 1.0f ? 1.0f : grows ? infinity(a) : 0.0f) : result;
  result = x < 0.0f && a < infinity(a) && b < infinity(b) && !whole ? not_a_number(x) : result;
  result = odd ? with_sign(result, x) : result;
  result = is_nan(x) || is_nan(y) ? x + y : result;
  return x == 1.0f || y == 0.0f ? 1.0f : result;
}
