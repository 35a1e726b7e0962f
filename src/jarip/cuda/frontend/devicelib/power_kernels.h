/* Logarithms with bits to spare and exponentials of sums of two: x**y without losing an ulp. */
#ifndef JARIP_DEVICELIB_POWER_KERNELS_H
#define JARIP_DEVICELIB_POWER_KERNELS_H

#include "exponential_kernels.h"
#include "polynomial.h"
#include "polynomials_power.h"

namespace jarip {

/* log(x) of a positive finite number, to about 2**-66 of itself:
 * n log(2) + 2s + s**3 (2/3 + s**2 p(s**2)), s = (m-1)/(m+1). */
JARIP_HELPER Pair<double> logarithm_for_power(double x) {
  const bool tiny = x < 0x1p-1022;
  const uint64_t bits = bits_of(tiny ? x * 0x1p54 : x);
  const int32_t exponent = ((int32_t)(bits >> 32) - 0x3fe6a09e) >> 20;
  const double m = double_of(bits - ((uint64_t)(uint32_t)exponent << 52));
  const double n = (double)(tiny ? exponent - 54 : exponent);

  const Pair<double> s = divide(Pair<double>{m - 1.0, 0.0}, sum_exact(m, 1.0));
  const Pair<double> z = multiply(s, s);
  const double tail = z.high * polynomial(z.high, JARIP_POW_LOG);
  const Pair<double> two_thirds = {0x1.5555555555555p-1, 0x1.5555555555555p-55};
  const Pair<double> series = multiply(multiply(s, z), add(two_thirds, tail));
  const Pair<double> fraction = add(Pair<double>{2.0 * s.high, 2.0 * s.low}, series);
  return add(multiply(Pair<double>{kLog2High, kLog2Low}, n), fraction);
}

/* e**x times factor, for every x. */
JARIP_HELPER double exponential_of(Pair<double> exponent, double factor = 1.0) {
  const bool inside = absolute(exponent.high) < 760.0;
  const double limit = exponent.high > 0.0 ? 760.0 : -760.0;
  exponent = {inside ? exponent.high : limit, inside ? exponent.low : 0.0};
  const ExactExponential<double> e = exponential_exact(exponent);
  const Pair<double> one = sum_ordered(1.0, e.p.high);
  return scale(fused(one.high, factor, (one.low + e.p.low) * factor), e.n);
}

/* x**y of a positive finite x. */
JARIP_HELPER double power_of_positive(double x, double y) {
  return exponential_of(multiply(logarithm_for_power(x), y));
}

}  // namespace jarip

#endif
