/* sinf, cosf, tanf, sincosf, sinpif, cospif, sincospif. */
#include "trigonometric_kernels.h"

using namespace jarip;

JARIP_INLINE_FUNCTION float __jarip_sinf(float x) {
  if (!(absolute(x) <= kLargeAngleF)) return (float)__jarip_sine_of_large(x, 0);
  const float result = sine_of(reduce(x), 0);
  return x == 0 ? x : result;
}

JARIP_INLINE_FUNCTION float __jarip_cosf(float x) {
  if (!(absolute(x) <= kLargeAngleF)) return (float)__jarip_sine_of_large(x, 1);
  return sine_of(reduce(x), 1);
}

JARIP_INLINE_FUNCTION float __jarip_tanf(float x) {
  if (!(absolute(x) <= kLargeAngleF))
    return (float)(__jarip_sine_of_large(x, 0) / __jarip_sine_of_large(x, 1));
  const float result = tangent_of(reduce(x));
  return x == 0 ? x : result;
}

JARIP_INLINE_STORING_FUNCTION void __jarip_sincosf(float x, float *sine, float *cosine) {
  if (!(absolute(x) <= kLargeAngleF)) {
    *sine = (float)__jarip_sine_of_large(x, 0);
    *cosine = (float)__jarip_sine_of_large(x, 1);
    return;
  }
  const Reduced<float> reduced = reduce(x);
  *sine = x == 0 ? x : sine_of(reduced, 0);
  *cosine = sine_of(reduced, 1);
}

/* x in half turns, less its whole turns: exact. */
JARIP_HELPER Reduced<float> reduce_half_turns(float x) {
  const float halved = x * 0.5f;
  const float turns = halved - __builtin_rintf(halved);
  const RoundedF n = round_to_integer(turns * 4);
  const float r = fused(n.value, -0.25f, turns);
  /* Halving would cost a bit below the normal range. */
  return {{n.integer == 0 && absolute(x) < 0.25f ? x : r + r, 0}, n.integer};
}

JARIP_HELPER float sine_of_half_turns(Reduced<float> x, int32_t further) {
  const uint32_t turns = (uint32_t)(x.quarter_turns + further);
  const float r = x.r.high, z = r * r;
  /* pi in two parts. */
  const float low = fused(polynomial(z, JARIP_SIN_PIF) * z, r, r * -0x1.777a5cp-24f);
  const float sine = fused(r, 0x1.921fb6p1f, low);
  const float cosine = fused(polynomial(z, JARIP_COS_PIF), z, (float)1);
  return flip_sign(turns & 1 ? cosine : sine, turns >> 1 & 1);
}

JARIP_INLINE_FUNCTION float __jarip_sinpif(float x) {
  const float result = sine_of_half_turns(reduce_half_turns(x), 0);
  /* Whole numbers give a zero of the argument's sign. */
  return result == 0 ? with_sign((float)0, x) : result;
}

JARIP_INLINE_FUNCTION float __jarip_cospif(float x) {
  const float result = sine_of_half_turns(reduce_half_turns(x), 1);
  return result == 0 ? (float)0 : result;
}

JARIP_INLINE_STORING_FUNCTION void __jarip_sincospif(float x, float *sine, float *cosine) {
  *sine = __jarip_sinpif(x);
  *cosine = __jarip_cospif(x);
}
