/* lgamma, tgamma and their single-precision forms, computed in double precision. */
#include "logarithm_kernels.h"
#include "polynomials_gamma.h"
#include "power_kernels.h"

using namespace jarip;

extern "C" JARIP_SIDES __attribute__((const, always_inline, nothrow)) double __jarip_sinpi(double);

namespace {

JARIP_HELPER double natural_logarithm(double x) {
  const Split<double> parts = split(x);
  return logarithm(parts.f, 0.0, parts.n);
}

/* p(1/x**2)/x of Stirling's series. */
JARIP_HELPER double stirling_tail(double x) {
  const double inverse = 1.0 / x;
  return inverse * polynomial(inverse * inverse, JARIP_STIRLING);
}

/* x > 0 */
JARIP_HELPER double logarithm_of_gamma(double x) {
  if (x < 0.75) {
    const double shifted = x + 1.0;
    const double above = shifted < 1.5 ? x * polynomial(x, JARIP_LGAMMA_ONE)
                                       : (x - 1.0) * polynomial(x - 1.0, JARIP_LGAMMA_TWO);
    return above - natural_logarithm(x);
  }
  /* Adding 0 makes the zeros at 1 and 2 positive. */
  if (x < 1.5) return (x - 1.0) * polynomial(x - 1.0, JARIP_LGAMMA_ONE) + 0.0;
  if (x < 2.5) return (x - 2.0) * polynomial(x - 2.0, JARIP_LGAMMA_TWO) + 0.0;
  if (x < 4.0) return polynomial(x - 3.25, JARIP_LGAMMA_THREE);
  if (x < 8.0) return polynomial(x - 6.0, JARIP_LGAMMA_SIX);
  /* (x - 1/2) (log(x) - 1) + (log(2 pi) - 1)/2 + ... */
  if (x > 2e305) return infinity(x);
  const Pair<double> log = add(logarithm_for_power(x), -1.0);
  const Pair<double> main = multiply(log, x - 0.5);
  const double rest = 0x1.acfe390c97d69p-2 + stirling_tail(x);
  return x > 1e17 ? x * log.high : main.high + (main.low + rest);
}

/* 1 <= x <= 2 */
JARIP_HELPER double gamma_between_one_and_two(double x) { return polynomial(x - 1.5, JARIP_TGAMMA); }

/* |x| < 12: by recurrence from [1, 2]. */
JARIP_HELPER double gamma_of_small(double x) {
  double product = 1.0, below = 1.0;
  while (x > 2.0) {
    x -= 1.0;
    product *= x;
  }
  while (x < 1.0) {
    below *= x;
    x += 1.0;
  }
  return gamma_between_one_and_two(x) * product / below;
}

/* log(gamma(x)) - tail for x >= 12, as a sum of two. */
JARIP_HELPER Pair<double> stirling_main(double x) {
  const Pair<double> log = logarithm_for_power(x);
  const Pair<double> half_log_two_pi = {0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55};
  return add(add(multiply(log, x - 0.5), -x), half_log_two_pi);
}

JARIP_HELPER double gamma_of_large(double x) {
  const Pair<double> main = stirling_main(x);
  return exponential_of(add(main, stirling_tail(x)));
}
/* factor / gamma(x) */
JARIP_HELPER double over_gamma_of_large(double x, double factor) {
  const Pair<double> sum = add(stirling_main(x), stirling_tail(x));
  return exponential_of(Pair<double>{-sum.high, -sum.low}, factor);
}

}  // namespace

JARIP_CALLED_FUNCTION double __jarip_lgamma(double x) {
  const double a = absolute(x);
  if (!(a < infinity(a))) return a;
  if (a == 0.0) return infinity(a);
  if (a < 0x1p-70) return -natural_logarithm(a);
  if (x > 0.0) return logarithm_of_gamma(x);
  if (__builtin_floor(x) == x) return infinity(x);
  /* gamma(x) gamma(-x) = -pi / (x sin(pi x)). The two logarithms cancel in part, so all but the
   * sine is kept to more digits than a double has. */
  const double sine = absolute(__jarip_sinpi(a));
  const Pair<double> pi = {0x1.921fb54442d18p1, 0x1.1a62633145c07p-53};
  const Pair<double> quotient = divide(pi, product_exact(a, sine));
  const Pair<double> log = logarithm_for_power(quotient.high);
  const Pair<double> rest = sum_exact(log.high, -logarithm_of_gamma(a));
  return rest.high + (rest.low + (log.low + quotient.low / quotient.high));
}

JARIP_CALLED_FUNCTION double __jarip_tgamma(double x) {
  const double a = absolute(x);
  if (is_nan(x) || x == infinity(x)) return x;
  if (x == 0.0) return 1.0 / x;
  if (x < 0.0 && __builtin_floor(x) == x) return not_a_number(x);
  if (a < 0x1p-60) return 1.0 / x;
  if (a < 12.0) return gamma_of_small(x);
  if (x > 0.0) return x > 172.0 ? infinity(x) : gamma_of_large(x);
  /* gamma(x) gamma(-x) = -pi / (x sin(pi x)) */
  return over_gamma_of_large(a, 0x1.921fb54442d18p1 / (a * __jarip_sinpi(x)));
}

JARIP_CALLED_FUNCTION float __jarip_lgammaf(float x) { return (float)__jarip_lgamma((double)x); }
JARIP_CALLED_FUNCTION float __jarip_tgammaf(float x) { return (float)__jarip_tgamma((double)x); }
