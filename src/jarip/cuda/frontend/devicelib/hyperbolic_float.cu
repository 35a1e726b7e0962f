/* sinhf, coshf, tanhf, asinhf, acoshf, atanhf. */
#include "logarithm_kernels.h"

using namespace jarip;

/* e**x / 2 */
JARIP_HELPER float half_exponential(float x) {
  const Exponential<float> e = exponential(clamp(x, 0.0f, 90.0f));
  return scale(1.0f + e.p, e.n - 1);
}

JARIP_INLINE_FUNCTION float __jarip_sinhf(float x) {
  const float half = half_exponential(absolute(x));
  const float z = x * x;
  const float near_zero = fused(polynomial(z, JARIP_SINHF) * z, x, x);
  return absolute(x) < 1.0f ? near_zero : with_sign(half - 0.25f / half, x);
}

JARIP_INLINE_FUNCTION float __jarip_coshf(float x) {
  const float half = half_exponential(absolute(x));
  return half + 0.25f / half;
}

JARIP_INLINE_FUNCTION float __jarip_tanhf(float x) {
  const float half = half_exponential(clamp(2.0f * absolute(x), 0.0f, 20.0f));
  const float far = 1.0f - 1.0f / (half + 0.5f);
  const float z = x * x;
  const float near_zero = fused(polynomial(z, JARIP_TANHF) * z, x, x);
  return with_sign(absolute(x) < 0.55f ? near_zero : far, x);
}

JARIP_INLINE_FUNCTION float __jarip_asinhf(float x) {
  const float a = absolute(x);
  const bool large = a > 0x1p30f;
  /* log(a + sqrt(a**2 + 1)) = log1p(a + a**2 / (1 + sqrt(1 + a**2))) */
  const float square = a * a;
  const float rest = large ? a : a + square / (1.0f + square_root(square + 1.0f));
  const float result = logarithm_of_one_plus(rest) + (large ? 0x1.62e43p-1f : 0.0f);
  return a < infinity(a) && a > 0.0f ? with_sign(result, x) : x;
}

JARIP_INLINE_FUNCTION float __jarip_acoshf(float x) {
  const float t = x - 1.0f;
  const bool large = x > 0x1p30f;
  const float rest = large ? t : t + square_root(fused(t, t, 2.0f * t));
  const float result = logarithm_of_one_plus(rest) + (large ? 0x1.62e43p-1f : 0.0f);
  return x >= 1.0f ? (x < infinity(x) ? result : x) : not_a_number(x);
}

JARIP_INLINE_FUNCTION float __jarip_atanhf(float x) {
  const float a = absolute(x);
  const float result = 0.5f * logarithm_of_one_plus(2.0f * a / (1.0f - a));
  const float inside = a < 1.0f ? result : not_a_number(x);
  return x == 0.0f ? x : with_sign(a == 1.0f ? infinity(x) : inside, x);
}
