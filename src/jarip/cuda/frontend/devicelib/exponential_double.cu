/* exp, exp2, exp10, expm1. */
#include "exponential_kernels.h"

using namespace jarip;

JARIP_INLINE_FUNCTION double __jarip_exp(double x) {
  const Exponential<double> e = exponential(clamp(x, -746.0, 710.0));
  return scale(1.0 + e.p, e.n);
}

JARIP_INLINE_FUNCTION double __jarip_exp2(double x) {
  x = clamp(x, -1076.0, 1025.0);
  const Rounded n = round_to_integer(x);
  const double r = x - n.value;
  return scale(fused(polynomial(r, JARIP_EXP2), r, 1.0), n.integer);
}

JARIP_INLINE_FUNCTION double __jarip_exp10(double x) {
  x = clamp(x, -324.5, 309.0);
  const Rounded n = round_to_integer(x * 0x1.a934f0979a371p1);
  const double r =
      fused(n.value, 0x1.9dc1da994fd21p-59, fused(n.value, -0x1.34413509f79ffp-2, x));
  return scale(fused(polynomial(r, JARIP_EXP10), r, 1.0), n.integer);
}

JARIP_INLINE_FUNCTION double __jarip_expm1(double x) {
  const ExactExponential<double> e = exponential_exact(Pair<double>{clamp(x, -40.0, 710.0), 0.0});
  const double half = power_of_two(e.n - 1);
  const double less = half - 0.5;
  const double lost = (half - less) - 0.5;
  const double result = 2.0 * (fused(half, e.p.high, less) + fused(half, e.p.low, lost));
  return x == 0.0 ? x : result;
}
