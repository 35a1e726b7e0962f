/* erff, erfcf, erfcxf, normcdff and the inverses erfinvf, erfcinvf, normcdfinvf. */
#include "logarithm_kernels.h"
#include "polynomials_error.h"

using namespace jarip;

/* exp(x**2) erfc(x) for x >= 0. */
JARIP_HELPER float scaled_complement(float x) {
  const float t = (x - 2.0f) / (x + 2.0f);
  return polynomial(t, JARIP_ERFCXF) / fused(2.0f, x, 1.0f);
}

/* 1 - erf(x) for small x, where the other form would lose bits to nothing. */
constexpr float kSmall = 0.25f;
JARIP_HELPER float complement_near_zero(Pair<float> x) {
  const float rest = fused(x.high, polynomial(x.high * x.high, JARIP_ERFF), x.low);
  return (1.0f - x.high) - rest;
}

/* erfc of a sum of two. */
JARIP_HELPER float complement(Pair<float> x) {
  const float a = absolute(x.high);
  const float bounded = a < 11.0f ? a : 11.0f;
  const bool negative = x.high < 0.0f;
  const float low = a < 11.0f ? (negative ? -x.low : x.low) : 0.0f;
  const Pair<float> square = product_exact(bounded, bounded);
  const float square_low = fused(2.0f * bounded, low, square.low);
  const ExactExponential<float> e = exponential_exact(Pair<float>{-square.high, -square_low});
  const float tail = scale((1.0f + e.p.high) * scaled_complement(bounded), e.n);
  const float far = negative ? 2.0f - tail : tail;
  const float result = a < kSmall ? complement_near_zero(x) : far;
  return is_nan(x.high) ? x.high : result;
}

JARIP_INLINE_FUNCTION float __jarip_erff(float x) {
  const float a = absolute(x);
  const float near_zero = fused(polynomial(x * x, JARIP_ERFF), x, x);
  const float far = with_sign(1.0f - complement(Pair<float>{a, 0.0f}), x);
  return a < 1.0f ? near_zero : far;
}

JARIP_INLINE_FUNCTION float __jarip_erfcf(float x) { return complement(Pair<float>{x, 0.0f}); }

JARIP_INLINE_FUNCTION float __jarip_erfcxf(float x) {
  const float a = absolute(x);
  const float tail = a < infinity(a) ? scaled_complement(a) : 0.0f;
  if (a < kSmall) {
    const float near_zero = complement_near_zero(Pair<float>{x, 0.0f});
    return fused(near_zero, exponential(x * x).p, near_zero);
  }
  if (x >= 0.0f) return tail;
  const Pair<float> square = product_exact(x, x);
  const bool inside = square.high < 90.0f;
  const ExactExponential<float> e = exponential_exact(
      Pair<float>{inside ? square.high : 90.0f, inside ? square.low : 0.0f});
  const float grown = scale(1.0f + e.p.high, e.n + 1);
  return is_nan(x) ? x : grown - tail;
}

JARIP_INLINE_FUNCTION float __jarip_normcdff(float x) {
  /* erfc(-x / sqrt(2)) / 2 */
  const float bounded = clamp(x, -15.0f, 15.0f);
  const Pair<float> inverse_root = {-0x1.6a09e6p-1f, -0x1.9fcef4p-27f};
  const float result = 0.5f * complement(multiply(inverse_root, bounded));
  return is_nan(x) ? x : result;
}

/* erfinv(y) / y by w = -log(1 - y**2). */
JARIP_HELPER float inverse_over_argument(float w) {
  const float centre = polynomial(w - 2.5f, JARIP_ERFINV_CENTREF);
  const float v = square_root(w);
  const float near = polynomial(v - 3.0f, JARIP_ERFINV_NEARF);
  if (w < 5.0f) return centre;
  return v < 4.0f ? near : v * polynomial(1.0f / v - 0.1f, JARIP_ERFINV_FARF);
}

/* -log(x) */
JARIP_HELPER float minus_log(float x) {
  const Split<float> parts = split(x);
  return -logarithm(parts.f, 0.0f, parts.n);
}

JARIP_INLINE_FUNCTION float __jarip_erfinvf(float y) {
  const float a = absolute(y);
  const float result = y * inverse_over_argument(minus_log((1.0f - a) * (1.0f + a)));
  const float outside = a == 1.0f ? with_sign(infinity(y), y) : not_a_number(y);
  return a < 1.0f ? result : outside;
}

/* erfcinv(y), 0 < y < 2. */
JARIP_HELPER float inverse_complement(float y) {
  const float w = y < 0.0625f ? minus_log(y) - logarithm(-0.5f * y, 0.0f, 0.0f) - 0x1.62e43p-1f
                              : minus_log(y * (2.0f - y));
  return (1.0f - y) * inverse_over_argument(w);
}

JARIP_INLINE_FUNCTION float __jarip_erfcinvf(float y) {
  const float outside = y == 0.0f ? infinity(y) : y == 2.0f ? -infinity(y) : not_a_number(y);
  return y > 0.0f && y < 2.0f ? inverse_complement(y) : outside;
}

JARIP_INLINE_FUNCTION float __jarip_normcdfinvf(float y) {
  const float outside = y == 0.0f ? -infinity(y) : y == 1.0f ? infinity(y) : not_a_number(y);
  const float result = -0x1.6a09e6p0f * inverse_complement(2.0f * y);
  return y > 0.0f && y < 1.0f ? result : outside;
}
