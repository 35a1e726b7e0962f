/* rsqrtf, cbrtf, rcbrtf, hypotf, rhypotf, norms; the wide steps are in double precision. */
#include "cube_root.h"

using namespace jarip;

/* On the device, the chip's own way within CUDA's 2 ulp; on the host there is no such thing. */
#ifdef __NVPTX__
JARIP_INLINE_FUNCTION float __jarip_rsqrtf(float x) { return __nvvm_rsqrt_approx_f(x); }
#else
JARIP_INLINE_FUNCTION float __jarip_rsqrtf(float x) { return 1.0f / square_root(x); }
#endif
JARIP_INLINE_FUNCTION float __frsqrt_rn(float x) {
  return (float)(1.0 / square_root((double)x));
}

JARIP_INLINE_FUNCTION float __jarip_cbrtf(float x) {
  const float a = absolute(x);
  const CubeSplit parts = split_for_cube((double)a);
  const float result = (float)(cube_root_nearly(parts.m) * power_of_two(parts.third));
  return a > 0.0f && a < infinity(a) ? with_sign(result, x) : x;
}

JARIP_INLINE_FUNCTION float __jarip_rcbrtf(float x) {
  const float a = absolute(x);
  const CubeSplit parts = split_for_cube((double)a);
  const float result = (float)(1.0 / cube_root_nearly(parts.m) * power_of_two(-parts.third));
  return a > 0.0f && a < infinity(a) ? with_sign(result, x) : 1.0f / x;
}

/* Squares of floats are exact doubles and their sums can't overflow. */
JARIP_HELPER double square(float x) { return (double)x * (double)x; }
/* An infinite component makes the norm infinite even beside NaN. */
JARIP_HELPER double norm_limits(double sum, bool infinite) {
  return infinite ? __builtin_inf() : square_root(sum);
}

JARIP_HELPER double norm_of_2(float x, float y) {
  return norm_limits(square(x) + square(y), is_infinite(x) || is_infinite(y));
}
JARIP_HELPER double norm_of_3(float x, float y, float z) {
  return norm_limits(square(x) + square(y) + square(z),
                     is_infinite(x) || is_infinite(y) || is_infinite(z));
}
JARIP_HELPER double norm_of_4(float x, float y, float z, float w) {
  return norm_limits(square(x) + square(y) + (square(z) + square(w)),
                     is_infinite(x) || is_infinite(y) || is_infinite(z) || is_infinite(w));
}

JARIP_INLINE_FUNCTION float __jarip_hypotf(float x, float y) { return (float)norm_of_2(x, y); }
JARIP_INLINE_FUNCTION float __jarip_rhypotf(float x, float y) {
  return (float)(1.0 / norm_of_2(x, y));
}
JARIP_INLINE_FUNCTION float __jarip_norm3df(float x, float y, float z) {
  return (float)norm_of_3(x, y, z);
}
JARIP_INLINE_FUNCTION float __jarip_rnorm3df(float x, float y, float z) {
  return (float)(1.0 / norm_of_3(x, y, z));
}
JARIP_INLINE_FUNCTION float __jarip_norm4df(float x, float y, float z, float w) {
  return (float)norm_of_4(x, y, z, w);
}
JARIP_INLINE_FUNCTION float __jarip_rnorm4df(float x, float y, float z, float w) {
  return (float)(1.0 / norm_of_4(x, y, z, w));
}

JARIP_HELPER double norm_of_many(int32_t count, const float *values) {
  double sum = 0.0;
  bool infinite = false;
  for (int32_t i = 0; i < count; ++i) {
    sum += square(values[i]);
    infinite = infinite || is_infinite(values[i]);
  }
  return norm_limits(sum, infinite);
}
JARIP_READING_FUNCTION float __jarip_normf(int32_t count, const float *values) {
  return (float)norm_of_many(count, values);
}
JARIP_READING_FUNCTION float __jarip_rnormf(int32_t count, const float *values) {
  return (float)(1.0 / norm_of_many(count, values));
}
