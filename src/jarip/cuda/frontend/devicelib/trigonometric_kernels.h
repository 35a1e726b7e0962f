/* Sine and cosine: reduction to an eighth of a turn, and the polynomials there. */
#ifndef JARIP_DEVICELIB_TRIGONOMETRIC_KERNELS_H
#define JARIP_DEVICELIB_TRIGONOMETRIC_KERNELS_H

#include "double_double.h"
#include "polynomial.h"
#include "polynomials_elementary.h"

namespace jarip {

/* x = quarter_turns * pi/2 + (r.high + r.low) */
template <class T>
struct Reduced {
  Pair<T> r;
  int32_t quarter_turns;
};

/* Above these the reduction by three parts of pi/2 is no longer exact enough, and the whole of
 * 2/pi is needed: reduction_large.cu. Gives sin(x + further * pi/2). */
JARIP_CALLED_FUNCTION double __jarip_sine_of_large(double x, int32_t further);
constexpr float kLargeAngleF = 105615.0f;
constexpr double kLargeAngle = 1e9;

/* W. Cody and W. Waite, "Software Manual for the Elementary Functions", 1980; with fused
 * multiply-adds no part of pi/2 needs trailing zeros. */
JARIP_HELPER Reduced<float> reduce(float x) {
  const RoundedF n = round_to_integer(x * 0x1.45f306p-1f);
  const float leading = fused(n.value, -0x1.921fb6p0f, x);
  const float r = fused(n.value, 0x1.777a5cp-25f, leading);
  return {{fused(n.value, 0x1.ee59dap-50f, r), 0.0f}, n.integer};
}
JARIP_HELPER Reduced<double> reduce(double x) {
  const Rounded n = round_to_integer(x * 0x1.45f306dc9c883p-1);
  const double leading = fused(n.value, -0x1.921fb54442d18p0, x);
  const Pair<double> second = product_exact(n.value, -0x1.1a62633145c07p-54);
  const Pair<double> r = sum_exact(leading, second.high);
  const double low = r.low + fused(n.value, 0x1.f1976b7ed8fbcp-110, second.low);
  return {sum_ordered(r.high, low), n.integer};
}

JARIP_HELPER float sine_near_zero(Pair<float> r) {
  const float z = r.high * r.high;
  return fused(polynomial(z, JARIP_SINF) * z, r.high, r.high);
}
JARIP_HELPER float cosine_near_zero(Pair<float> r) {
  const float z = r.high * r.high;
  return fused(fused(polynomial(z, JARIP_COSF), z, -0.5f), z, 1.0f);
}
/* As sums of two that are still to be added up. */
JARIP_HELPER Pair<double> sine_in_parts(Pair<double> r) {
  const double z = r.high * r.high;
  return {r.high, fused(polynomial(z, JARIP_SIN) * z, r.high, r.low)};
}
JARIP_HELPER Pair<double> cosine_in_parts(Pair<double> r) {
  const double z = r.high * r.high;
  const double head = fused(z, -0.5, 1.0);
  const double lost = fused(z, -0.5, 1.0 - head);
  return {head, fused(polynomial(z, JARIP_COS) * z, z, fused(-r.high, r.low, lost))};
}
JARIP_HELPER double sine_near_zero(Pair<double> r) {
  const Pair<double> parts = sine_in_parts(r);
  return parts.high + parts.low;
}
JARIP_HELPER double cosine_near_zero(Pair<double> r) {
  const Pair<double> parts = cosine_in_parts(r);
  return parts.high + parts.low;
}

/* sin(x + further * pi/2) of a reduced x. */
template <class T>
JARIP_HELPER T sine_of(Reduced<T> x, int32_t further) {
  const uint32_t turns = (uint32_t)(x.quarter_turns + further);
  const T sine = sine_near_zero(x.r);
  const T cosine = cosine_near_zero(x.r);
  return flip_sign(turns & 1 ? cosine : sine, turns >> 1 & 1);
}

/* tan(x) of a reduced x. */
JARIP_HELPER float tangent_of(Reduced<float> x) {
  const float sine = sine_near_zero(x.r);
  const float cosine = cosine_near_zero(x.r);
  return x.quarter_turns & 1 ? -cosine / sine : sine / cosine;
}
JARIP_HELPER double tangent_of(Reduced<double> x) {
  const Pair<double> sine = sine_in_parts(x.r);
  const Pair<double> cosine = cosine_in_parts(x.r);
  const Pair<double> sum = sum_ordered(sine.high, sine.low);
  const bool odd = x.quarter_turns & 1;
  const Pair<double> above = odd ? Pair<double>{-cosine.high, -cosine.low} : sum;
  const Pair<double> below = odd ? sum : cosine;
  return divide(sum_ordered(above.high, above.low), sum_ordered(below.high, below.low)).high;
}

}  // namespace jarip

#endif
