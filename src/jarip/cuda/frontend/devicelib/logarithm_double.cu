/* log, log2, log10, log1p. */
#include "logarithm_kernels.h"

using namespace jarip;

JARIP_INLINE_FUNCTION double __jarip_log(double x) {
  const Split<double> parts = split(x);
  return logarithm_limits(x, logarithm(parts.f, 0.0, parts.n));
}

JARIP_INLINE_FUNCTION double __jarip_log2(double x) {
  const Split<double> parts = split(x);
  const Pair<double> log2_e = {0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56};
  const Pair<double> fraction = multiply(logarithm_exact(parts.f), log2_e);
  return logarithm_limits(x, add(fraction, parts.n).high);
}

JARIP_INLINE_FUNCTION double __jarip_log10(double x) {
  const Split<double> parts = split(x);
  const Pair<double> log10_e = {0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};
  const Pair<double> log10_2 = {0x1.34413509f79ffp-2, -0x1.9dc1da994fd21p-59};
  const Pair<double> fraction = multiply(logarithm_exact(parts.f), log10_e);
  return logarithm_limits(x, add(multiply(log10_2, parts.n), fraction).high);
}

JARIP_INLINE_FUNCTION double __jarip_log1p(double x) {
  const double result = logarithm_of_one_plus(x);
  return x == 0.0 ? x : logarithm_limits(1.0 + x, result);
}
