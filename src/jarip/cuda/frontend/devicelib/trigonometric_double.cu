/* sin, cos, tan, sincos, sinpi, cospi, sincospi. */
#include "trigonometric_kernels.h"

using namespace jarip;

JARIP_INLINE_FUNCTION double __jarip_sin(double x) {
  if (!(absolute(x) <= kLargeAngle)) return __jarip_sine_of_large(x, 0);
  const double result = sine_of(reduce(x), 0);
  return x == 0 ? x : result;
}

JARIP_INLINE_FUNCTION double __jarip_cos(double x) {
  if (!(absolute(x) <= kLargeAngle)) return __jarip_sine_of_large(x, 1);
  return sine_of(reduce(x), 1);
}

JARIP_INLINE_FUNCTION double __jarip_tan(double x) {
  if (!(absolute(x) <= kLargeAngle))
    return (__jarip_sine_of_large(x, 0) / __jarip_sine_of_large(x, 1));
  const double result = tangent_of(reduce(x));
  return x == 0 ? x : result;
}

JARIP_INLINE_STORING_FUNCTION void __jarip_sincos(double x, double *sine, double *cosine) {
  if (!(absolute(x) <= kLargeAngle)) {
    *sine = __jarip_sine_of_large(x, 0);
    *cosine = __jarip_sine_of_large(x, 1);
    return;
  }
  const Reduced<double> reduced = reduce(x);
  *sine = x == 0 ? x : sine_of(reduced, 0);
  *cosine = sine_of(reduced, 1);
}

/* x in half turns, less its whole turns: exact. */
JARIP_HELPER Reduced<double> reduce_half_turns(double x) {
  const double halved = x * 0.5;
  const double turns = halved - __builtin_rint(halved);
  const Rounded n = round_to_integer(turns * 4);
  const double r = fused(n.value, -0.25, turns);
  /* Halving would cost a bit below the normal range. */
  return {{n.integer == 0 && absolute(x) < 0.25 ? x : r + r, 0}, n.integer};
}

JARIP_HELPER double sine_of_half_turns(Reduced<double> x, int32_t further) {
  const uint32_t turns = (uint32_t)(x.quarter_turns + further);
  const double r = x.r.high, z = r * r;
  /* pi in two parts. */
  const double low = fused(polynomial(z, JARIP_SIN_PI) * z, r, r * 0x1.1a62633145c07p-53);
  const double sine = fused(r, 0x1.921fb54442d18p1, low);
  const double cosine = fused(polynomial(z, JARIP_COS_PI), z, (double)1);
  return flip_sign(turns & 1 ? cosine : sine, turns >> 1 & 1);
}

JARIP_INLINE_FUNCTION double __jarip_sinpi(double x) {
  const double result = sine_of_half_turns(reduce_half_turns(x), 0);
  /* Whole numbers give a zero of the argument's sign. */
  return result == 0 ? with_sign((double)0, x) : result;
}

JARIP_INLINE_FUNCTION double __jarip_cospi(double x) {
  const double result = sine_of_half_turns(reduce_half_turns(x), 1);
  return result == 0 ? (double)0 : result;
}

JARIP_INLINE_STORING_FUNCTION void __jarip_sincospi(double x, double *sine, double *cosine) {
  *sine = __jarip_sinpi(x);
  *cosine = __jarip_cospi(x);
}
