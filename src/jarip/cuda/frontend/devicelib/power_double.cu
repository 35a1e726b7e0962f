/* pow: x**y = e**(y log(x)), with the logarithm as a sum of two doubles. */
#include "exponential_kernels.h"
#include "polynomial.h"
#include "polynomials_power.h"

using namespace jarip;

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

/* x**y of a positive finite x. */
JARIP_HELPER double power_of_positive(double x, double y) {
  const Pair<double> log = logarithm_for_power(x);
  Pair<double> exponent = multiply(log, y);
  const bool inside = absolute(exponent.high) < 760.0;
  const double limit = exponent.high > 0.0 ? 760.0 : -760.0;
  exponent = {inside ? exponent.high : limit, inside ? exponent.low : 0.0};
  const ExactExponential<double> e = exponential_exact(exponent);
  const Pair<double> one = sum_ordered(1.0, e.p.high);
  return scale(one.high + (one.low + e.p.low), e.n);
}

JARIP_INLINE_FUNCTION double __jarip_pow(double x, double y) {
  const double a = absolute(x), b = absolute(y);
  const bool whole = __builtin_trunc(y) == y;
  const bool odd = whole && b < 0x1p53 && ((uint64_t)(int64_t)(b < 0x1p53 ? y : 0.0) & 1);
  double result = power_of_positive(a, y);
  /* Bases and exponents at the ends of the range. */
  const bool grows = (a > 1.0) == (y > 0.0);
  result = a == 0.0 ? (y < 0.0 ? infinity(a) : 0.0) : result;
  result = a == infinity(a) ? (y < 0.0 ? 0.0 : infinity(a)) : result;
  result = b == infinity(b) ? (a == 1.0 ? 1.0 : grows ? infinity(a) : 0.0) : result;
  result = x < 0.0 && a < infinity(a) && b < infinity(b) && !whole ? not_a_number(x) : result;
  result = odd ? with_sign(result, x) : result;
  result = is_nan(x) || is_nan(y) ? x + y : result;
  return x == 1.0 || y == 0.0 ? 1.0 : result;
}
