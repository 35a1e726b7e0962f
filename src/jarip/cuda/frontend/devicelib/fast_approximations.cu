/* __sinf and its kin, which trade bits for speed; --use_fast_math takes them for sinf and its kin.
 * Bounds: CUDA C++ Programming Guide, "Intrinsic Functions". */
#include "exponential_kernels.h"
#include "logarithm_kernels.h"
#include "polynomial.h"
#include "polynomials_elementary.h"
#include "polynomials_fast.h"

using namespace jarip;

/* The angle in turns, between -1/2 and 1/2. */
JARIP_HELPER float turns_of(float x) {
  const float turns = x * 0x1.45f306p-3f;
  return turns - __builtin_rintf(turns);
}
/* |t| <= 1/4 */
JARIP_HELPER float sine_of_turns(float t) {
  return polynomial(t * t, JARIP_FAST_SIN) * t;
}

JARIP_INLINE_FUNCTION float __sinf(float x) {
  const float t = turns_of(x);
  return sine_of_turns(absolute(t) > 0.25f ? with_sign(0.5f, t) - t : t);
}
JARIP_INLINE_FUNCTION float __cosf(float x) { return sine_of_turns(0.25f - absolute(turns_of(x))); }
JARIP_INLINE_FUNCTION float __tanf(float x) { return __sinf(x) / __cosf(x); }

JARIP_HELPER float fast_exp2(float x) {
  x = clamp(x, -151.0f, 129.0f);
  const RoundedF n = round_to_integer(x);
  return scale(polynomial(x - n.value, JARIP_FAST_EXP2), n.integer);
}
JARIP_INLINE_FUNCTION float __expf(float x) { return fast_exp2(x * 0x1.715476p0f); }
JARIP_INLINE_FUNCTION float __exp10f(float x) { return fast_exp2(x * 0x1.a934fp1f); }

JARIP_HELPER float fast_log2(float x) {
  const Split<float> parts = split(x);
  const float result = fused(polynomial(parts.f, JARIP_FAST_LOG2), parts.f, parts.n);
  return logarithm_limits(x, result);
}
JARIP_INLINE_FUNCTION float __log2f(float x) { return fast_log2(x); }
JARIP_INLINE_FUNCTION float __logf(float x) { return fast_log2(x) * 0x1.62e43p-1f; }
JARIP_INLINE_FUNCTION float __log10f(float x) { return fast_log2(x) * 0x1.344136p-2f; }
JARIP_INLINE_FUNCTION float __powf(float x, float y) { return fast_exp2(y * fast_log2(x)); }

JARIP_INLINE_FUNCTION float __tanhf(float x) {
  const float a = absolute(x);
  const float far = 1.0f - 2.0f / (1.0f + fast_exp2(a * 0x1.715476p1f));
  const float z = x * x;
  const float near_zero = fused(polynomial(z, JARIP_TANHF) * z, x, x);
  return with_sign(a < 0.55f ? near_zero : far, x);
}

JARIP_INLINE_FUNCTION float __fdividef(float x, float y) { return x / y; }

JARIP_INLINE_FUNCTION float __saturatef(float x) {
  const float positive = x > 0.0f ? x : 0.0f;
  return positive < 1.0f ? positive : 1.0f;
}
