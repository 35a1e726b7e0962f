/* e**x as (1 + p) * 2**n: what the exponential and the hyperbolic functions are built from. */
#ifndef JARIP_DEVICELIB_EXPONENTIAL_KERNELS_H
#define JARIP_DEVICELIB_EXPONENTIAL_KERNELS_H

#include "double_double.h"
#include "polynomial.h"
#include "polynomials_elementary.h"

namespace jarip {

template <class T>
struct Exponential {
  T p; /* e**r - 1 */
  int32_t n;
};

constexpr float kLog2High_F = 0x1.62e4p-1f, kLog2Low_F = 0x1.7f7d1cp-20f;
constexpr double kLog2High = 0x1.62e42fefa39efp-1, kLog2Low = 0x1.abc9e3b39803fp-56;

/* |x| up to about 2**20. */
JARIP_HELPER Exponential<float> exponential(float x) {
  const RoundedF n = round_to_integer(x * 0x1.715476p0f);
  const float r = fused(n.value, -kLog2Low_F, fused(n.value, -kLog2High_F, x));
  return {fused(polynomial(r, JARIP_EXPF), r * r, r), n.integer};
}
JARIP_HELPER Exponential<double> exponential(double x) {
  const Rounded n = round_to_integer(x * 0x1.71547652b82fep0);
  const double leading = fused(n.value, -kLog2High, x);
  const double r = fused(n.value, -kLog2Low, leading);
  const double lost = fused(n.value, -kLog2Low, leading - r);
  return {r + fused(polynomial(r, JARIP_EXP), r * r, lost), n.integer};
}

/* e**x - 1 with n as above and p as a sum of two: for functions with no ulp to waste. */
template <class T>
struct ExactExponential {
  Pair<T> p;
  int32_t n;
};
JARIP_HELPER ExactExponential<float> exponential_exact(Pair<float> x) {
  const RoundedF n = round_to_integer(x.high * 0x1.715476p0f);
  const float leading = fused(n.value, -kLog2High_F, x.high);
  const Pair<float> r = sum_exact(leading, fused(n.value, -kLog2Low_F, x.low));
  const float tail = fused(r.high, r.low, r.low);
  const Pair<float> square = product_exact(r.high, 0.5f * r.high); /* the first coefficient is 1/2 */
  const float cube = r.high * r.high * r.high;
  const float rest = fused(polynomial_rest(r.high, JARIP_EXPF), cube, tail);
  const Pair<float> sum = sum_ordered(r.high, square.high);
  return {sum_ordered(sum.high, sum.low + (square.low + rest)), n.integer};
}
JARIP_HELPER ExactExponential<double> exponential_exact(Pair<double> x) {
  const Rounded n = round_to_integer(x.high * 0x1.71547652b82fep0);
  const double leading = fused(n.value, -kLog2High, x.high);
  const Pair<double> r = sum_exact(leading, fused(n.value, -kLog2Low, x.low));
  const double tail = fused(r.high, r.low, r.low);
  return {sum_ordered(r.high, fused(polynomial(r.high, JARIP_EXP), r.high * r.high, tail)),
          n.integer};
}

/* Keeps x where exponents stay in range, and NaN as it is. */
JARIP_HELPER float clamp(float x, float low, float high) {
  x = x < low ? low : x;
  return x > high ? high : x;
}
JARIP_HELPER double clamp(double x, double low, double high) {
  x = x < low ? low : x;
  return x > high ? high : x;
}

}  // namespace jarip

#endif
