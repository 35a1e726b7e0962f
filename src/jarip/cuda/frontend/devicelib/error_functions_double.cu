/* erf, erfc, erfcx, normcdf and the inverses erfinv, erfcinv, normcdfinv. */
#include "logarithm_kernels.h"
#include "polynomials_error.h"

using namespace jarip;

/* exp(x**2) erfc(x) for x >= 0. */
JARIP_HELPER double scaled_complement(double x) {
  const double t = (x - 4.0) / (x + 4.0);
  return polynomial(t, JARIP_ERFCX) / fused(2.0, x, 1.0);
}

/* exp(-(x.high + x.low)**2) times factor; factor is moderate. */
JARIP_HELPER double times_gaussian(Pair<double> x, double factor) {
  const Pair<double> square = product_exact(x.high, x.high);
  const double low = fused(2.0 * x.high, x.low, square.low);
  const ExactExponential<double> e = exponential_exact(Pair<double>{-square.high, -low});
  const Pair<double> one = sum_ordered(1.0, e.p.high);
  return scale(fused(one.high, factor, (one.low + e.p.low) * factor), e.n);
}

/* 1 - erf(x) for small x, where the other form would lose bits to nothing. */
constexpr double kSmall = 0.25;
JARIP_HELPER double complement_near_zero(Pair<double> x) {
  const double rest = fused(x.high, polynomial(x.high * x.high, JARIP_ERF), x.low);
  return (1.0 - x.high) - rest;
}

/* erfc of a sum of two. */
JARIP_HELPER double complement(Pair<double> x) {
  const double a = absolute(x.high);
  const double bounded = a < 30.0 ? a : 30.0;
  const bool negative = x.high < 0.0;
  const double low = a < 30.0 ? (negative ? -x.low : x.low) : 0.0;
  const double tail = times_gaussian(Pair<double>{bounded, low}, scaled_complement(bounded));
  const double far = negative ? 2.0 - tail : tail;
  const double result = a < kSmall ? complement_near_zero(x) : far;
  return is_nan(x.high) ? x.high : result;
}

JARIP_INLINE_FUNCTION double __jarip_erf(double x) {
  const double a = absolute(x);
  const double z = x * x;
  const double near_zero = fused(polynomial(z, JARIP_ERF), x, x);
  const double far = with_sign(1.0 - complement(Pair<double>{a, 0.0}), x);
  return a < 1.0 ? near_zero : far;
}

JARIP_INLINE_FUNCTION double __jarip_erfc(double x) { return complement(Pair<double>{x, 0.0}); }

JARIP_INLINE_FUNCTION double __jarip_erfcx(double x) {
  const double a = absolute(x);
  const double tail = a < infinity(a) ? scaled_complement(a) : 0.0;
  if (a < kSmall) {
    const double near_zero = complement_near_zero(Pair<double>{x, 0.0});
    return fused(near_zero, exponential(x * x).p, near_zero);
  }
  if (x >= 0.0) return tail;
  const Pair<double> square = product_exact(x, x);
  const bool inside = square.high < 720.0;
  const ExactExponential<double> e = exponential_exact(
      Pair<double>{inside ? square.high : 720.0, inside ? square.low : 0.0});
  const Pair<double> one = sum_ordered(1.0, e.p.high);
  const double grown = scale(one.high + (one.low + e.p.low), e.n + 1);
  return is_nan(x) ? x : grown - tail;
}

JARIP_INLINE_FUNCTION double __jarip_normcdf(double x) {
  /* erfc(-x / sqrt(2)) / 2 */
  const double bounded = clamp(x, -39.0, 39.0);
  const Pair<double> inverse_root = {-0x1.6a09e667f3bcdp-1, 0x1.bdd3413b26456p-55};
  const double result = 0.5 * complement(multiply(inverse_root, bounded));
  return is_nan(x) ? x : result;
}

/* erfinv(y) / y by w = -log(1 - y**2). */
JARIP_HELPER double inverse_over_argument(double w) {
  if (w < 6.25) return polynomial(w - 3.125, JARIP_ERFINV_CENTRE);
  const double v = square_root(w);
  if (v < 4.0) return polynomial(v - 3.25, JARIP_ERFINV_NEAR);
  if (v < 6.1) return polynomial(v - 5.0, JARIP_ERFINV_MIDDLE);
  return v * polynomial(1.0 / v - 0.1, JARIP_ERFINV_FAR);
}

/* -log(x) */
JARIP_HELPER double minus_log(double x) {
  const Split<double> parts = split(x);
  return -logarithm(parts.f, 0.0, parts.n);
}

JARIP_CALLED_FUNCTION double __jarip_erfinv(double y) {
  const double a = absolute(y);
  if (!(a < 1.0)) return a == 1.0 ? with_sign(infinity(y), y) : not_a_number(y);
  return y * inverse_over_argument(minus_log((1.0 - a) * (1.0 + a)));
}

/* erfcinv(y), 0 < y < 2. */
JARIP_HELPER double inverse_complement(double y) {
  const double w = y < 0.0625 ? minus_log(y) - logarithm(-0.5 * y, 0.0, 0.0) - kLog2High
                              : minus_log(y * (2.0 - y));
  return (1.0 - y) * inverse_over_argument(w);
}

JARIP_CALLED_FUNCTION double __jarip_erfcinv(double y) {
  if (!(y > 0.0 && y < 2.0))
    return y == 0.0 ? infinity(y) : y == 2.0 ? -infinity(y) : not_a_number(y);
  return inverse_complement(y);
}

JARIP_CALLED_FUNCTION double __jarip_normcdfinv(double y) {
  if (!(y > 0.0 && y < 1.0))
    return y == 0.0 ? -infinity(y) : y == 1.0 ? infinity(y) : not_a_number(y);
  const Pair<double> root = {-0x1.6a09e667f3bcdp0, 0x1.bdd3413b26456p-54};
  return multiply(root, inverse_complement(2.0 * y)).high;
}
