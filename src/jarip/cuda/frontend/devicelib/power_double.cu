/* pow: x**y = e**(y log(x)), with the logarithm as a sum of two doubles. */
#include "power_kernels.h"

using namespace jarip;

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
