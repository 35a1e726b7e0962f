/* expf, exp2f, exp10f, expm1f. */
#include "exponential_kernels.h"

using namespace jarip;

JARIP_INLINE_FUNCTION float __jarip_expf(float x) {
  const Exponential<float> e = exponential(clamp(x, -105.0f, 89.0f));
  return scale(1.0f + e.p, e.n);
}

JARIP_INLINE_FUNCTION float __jarip_exp2f(float x) {
  x = clamp(x, -151.0f, 129.0f);
  const RoundedF n = round_to_integer(x);
  const float r = x - n.value;
  return scale(fused(polynomial(r, JARIP_EXP2F), r, 1.0f), n.integer);
}

JARIP_INLINE_FUNCTION float __jarip_exp10f(float x) {
  x = clamp(x, -46.0f, 39.0f);
  const RoundedF n = round_to_integer(x * 0x1.a934fp1f);
  const float r = fused(n.value, -0x1.3509f8p-18f, fused(n.value, -0x1.344p-2f, x));
  return scale(fused(polynomial(r, JARIP_EXP10F), r, 1.0f), n.integer);
}

JARIP_INLINE_FUNCTION float __jarip_expm1f(float x) {
  const ExactExponential<float> e = exponential_exact(Pair<float>{clamp(x, -18.0f, 89.0f), 0.0f});
  /* 2**n p + (2**n - 1), one power lower so that 2**128 fits. */
  const float half = power_of_two_f(e.n - 1);
  const float less = half - 0.5f;
  const float lost = (half - less) - 0.5f;
  const Pair<float> sum = sum_exact(less, half * e.p.high); /* the product is exact */
  const float result = 2.0f * (sum.high + (sum.low + fused(half, e.p.low, lost)));
  return x == 0.0f ? x : result;
}
