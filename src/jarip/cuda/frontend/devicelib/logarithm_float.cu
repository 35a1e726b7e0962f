/* logf, log2f, log10f, log1pf. */
#include "logarithm_kernels.h"

using namespace jarip;

JARIP_INLINE_FUNCTION float __jarip_logf(float x) {
  const Split<float> parts = split(x);
  return logarithm_limits(x, logarithm(parts.f, 0.0f, parts.n));
}

JARIP_INLINE_FUNCTION float __jarip_log2f(float x) {
  const Split<float> parts = split(x);
  const float f = parts.f;
  /* log2(e) in two parts. */
  const float low = fused(polynomial(f, JARIP_LOG2F) * f, f, f * 0x1.4ae0cp-26f);
  return logarithm_limits(x, parts.n + fused(f, 0x1.715476p0f, low));
}

JARIP_INLINE_FUNCTION float __jarip_log10f(float x) {
  const Split<float> parts = split(x);
  const float f = parts.f;
  /* log10(e) and log10(2) in two parts each. */
  const float low = fused(polynomial(f, JARIP_LOG10F) * f, f, f * -0x1.5b235ep-27f);
  const float rest = fused(f, 0x1.bcb7b2p-2f, fused(parts.n, -0x1.ec10cp-27f, low));
  return logarithm_limits(x, fused(parts.n, 0x1.344136p-2f, rest));
}

JARIP_INLINE_FUNCTION float __jarip_log1pf(float x) {
  const float result = logarithm_of_one_plus(x);
  return x == 0.0f ? x : logarithm_limits(1.0f + x, result);
}
