/* cyl_bessel_i0, cyl_bessel_i1 and their single-precision forms, computed in double precision. */
#include "exponential_kernels.h"
#include "polynomials_bessel.h"

using namespace jarip;

namespace {

/* e**x / sqrt(x) times factor, 8 <= x. */
JARIP_HELPER double grown(double x, double factor) {
  const double bounded = x < 720.0 ? x : 720.0;
  const ExactExponential<double> e = exponential_exact(Pair<double>{bounded, 0.0});
  const Pair<double> one = sum_ordered(1.0, e.p.high);
  const double scaled = factor / square_root(bounded);
  return scale(fused(one.high, scaled, (one.low + e.p.low) * scaled), e.n);
}

}  // namespace

JARIP_CALLED_FUNCTION double __jarip_cyl_bessel_i0(double x) {
  const double a = absolute(x), quarter = 0.25 * x * x;
  if (is_nan(x)) return x;
  if (a < 8.0) return polynomial(quarter, JARIP_I0_CENTRE);
  return grown(a, polynomial(1.0 / a - 0.065, JARIP_I0_FAR));
}

JARIP_CALLED_FUNCTION double __jarip_cyl_bessel_i1(double x) {
  const double a = absolute(x), quarter = 0.25 * x * x;
  if (is_nan(x)) return x;
  if (a < 8.0) return x * polynomial(quarter, JARIP_I1_CENTRE);
  return with_sign(grown(a, polynomial(1.0 / a - 0.065, JARIP_I1_FAR)), x);
}

JARIP_CALLED_FUNCTION float __jarip_cyl_bessel_i0f(float x) {
  return (float)__jarip_cyl_bessel_i0((double)x);
}
JARIP_CALLED_FUNCTION float __jarip_cyl_bessel_i1f(float x) {
  return (float)__jarip_cyl_bessel_i1((double)x);
}
