/* asinf, acosf, atanf, atan2f. */
#include "polynomial.h"
#include "polynomials_elementary.h"

using namespace jarip;

constexpr float kHalfPi = 0x1.921fb6p0f, kHalfPiLow = -0x1.777a5cp-25f;

/* asin(x) - x for |x| <= 1/2; z = x**2. */
JARIP_HELPER float arcsine_tail(float x, float z) { return polynomial(z, JARIP_ASINF) * z * x; }

JARIP_INLINE_FUNCTION float __jarip_asinf(float x) {
  const float a = absolute(x);
  const bool far = a > 0.5f;
  /* asin(a) = pi/2 - 2 asin(sqrt((1-a)/2)) */
  const float z = far ? 0.5f * (1.0f - a) : a * a;
  const float root = far ? square_root(z) : a;
  const float tail = arcsine_tail(root, z);
  const float outer = kHalfPi - (2.0f * root - (kHalfPiLow - 2.0f * tail));
  return with_sign(far ? outer : a + tail, x);
}

JARIP_INLINE_FUNCTION float __jarip_acosf(float x) {
  const float a = absolute(x);
  const bool far = a > 0.5f;
  const float z = far ? 0.5f * (1.0f - a) : a * a;
  const float root = far ? square_root(z) : x;
  const float part = root + arcsine_tail(root, z);
  const float twice = 2.0f * part;
  const float outer = x > 0.0f ? twice : 2.0f * kHalfPi - (twice - 2.0f * kHalfPiLow);
  return far ? outer : kHalfPi - (part - kHalfPiLow);
}

/* atan(x) for 0 <= x <= 1. */
JARIP_HELPER float arctangent(float x) {
  const float z = x * x;
  return fused(polynomial(z, JARIP_ATANF) * z, x, x);
}

JARIP_INLINE_FUNCTION float __jarip_atanf(float x) {
  const float a = absolute(x);
  const float part = arctangent(a > 1.0f ? 1.0f / a : a);
  return with_sign(a > 1.0f ? kHalfPi - (part - kHalfPiLow) : part, x);
}

JARIP_INLINE_FUNCTION float __jarip_atan2f(float y, float x) {
  const float a = absolute(x), b = absolute(y);
  const bool steep = b > a;
  const float ratio = (steep ? a : b) / (steep ? b : a);
  /* Equal infinities and equal zeros are the two ratios that are not numbers. */
  const float part = arctangent(a == b ? (a == 0.0f ? 0.0f : 1.0f) : ratio);
  const float acute = steep ? kHalfPi - (part - kHalfPiLow) : part;
  const bool behind = bits_of(x) >> 31;
  const float angle = behind ? 2.0f * kHalfPi - (acute - 2.0f * kHalfPiLow) : acute;
  return is_nan(x) || is_nan(y) ? x + y : with_sign(angle, y);
}
