/* sinh, cosh, tanh, asinh, acosh, atanh. */
#include "logarithm_kernels.h"

using namespace jarip;

/* e**x * 2**-1 as a sum of two; the second part is 0 where the first is infinite. */
JARIP_HELPER Pair<double> half_exponential(double x) {
  const ExactExponential<double> e = exponential_exact(Pair<double>{clamp(x, 0.0, 712.0), 0.0});
  const Pair<double> one = sum_ordered(1.0, e.p.high);
  const int32_t n = e.n - 1;
  return {scale(one.high, n), scale(one.low + e.p.low, n)};
}

JARIP_INLINE_FUNCTION double __jarip_sinh(double x) {
  const double a = absolute(x);
  const Pair<double> half = half_exponential(a);
  const double inverse = 0.25 / half.high;
  const double z = x * x;
  const double near_zero = fused(polynomial(z, JARIP_SINH) * z, x, x);
  return a < 1.0 ? near_zero : with_sign(half.high + (half.low - inverse), x);
}

JARIP_INLINE_FUNCTION double __jarip_cosh(double x) {
  const Pair<double> half = half_exponential(absolute(x));
  const double inverse = 0.25 / half.high;
  const Pair<double> sum = sum_ordered(half.high, inverse);
  const double result = sum.high + (sum.low + half.low);
  return half.high < infinity(x) ? result : half.high;
}

JARIP_INLINE_FUNCTION double __jarip_tanh(double x) {
  const double a = absolute(x);
  /* t = e**(2a) - 1; tanh = t / (t + 2) */
  const ExactExponential<double> e = exponential_exact(Pair<double>{clamp(2.0 * a, 0.0, 50.0), 0.0});
  const double power = power_of_two(e.n);
  const Pair<double> scaled = {power * e.p.high, power * e.p.low};
  const Pair<double> t = add(scaled, power - 1.0);
  const double result = divide(t, add(t, 2.0)).high;
  return is_nan(x) || x == 0.0 ? x : with_sign(result, x);
}

JARIP_INLINE_FUNCTION double __jarip_asinh(double x) {
  const double a = absolute(x);
  const bool large = a > 0x1p60;
  const double square = a * a;
  const double rest = large ? a : a + square / (1.0 + square_root(square + 1.0));
  const double result = logarithm_of_one_plus(rest) + (large ? kLog2High : 0.0);
  return a < infinity(a) && a > 0.0 ? with_sign(result, x) : x;
}

JARIP_INLINE_FUNCTION double __jarip_acosh(double x) {
  const double t = x - 1.0;
  const bool large = x > 0x1p60;
  const double rest = large ? t : t + square_root(fused(t, t, 2.0 * t));
  const double result = logarithm_of_one_plus(rest) + (large ? kLog2High : 0.0);
  return x >= 1.0 ? (x < infinity(x) ? result : x) : not_a_number(x);
}

JARIP_INLINE_FUNCTION double __jarip_atanh(double x) {
  const double a = absolute(x);
  const Pair<double> ratio = divide(Pair<double>{2.0 * a, 0.0}, sum_exact(1.0, -a));
  const double result = 0.5 * logarithm_of_one_plus(ratio.high, ratio.low);
  const double inside = a < 1.0 ? result : not_a_number(x);
  return x == 0.0 ? x : with_sign(a == 1.0 ? infinity(x) : inside, x);
}
