/* fmod, remainder, remquo: exact. */
#include "bits.h"

using namespace jarip;

namespace {

struct Division {
  double remainder; /* of the magnitudes, 0 <= remainder < y */
  uint64_t quotient; /* its low bits */
};

/* x = m * 2**n with a whole m below 2**53. */
struct Whole {
  uint64_t m;
  int32_t n;
};
JARIP_HELPER Whole whole(double x) {
  const uint64_t bits = bits_of(x);
  const int32_t exponent = (int32_t)(bits >> 52);
  const uint64_t fraction = bits & 0xfffffffffffffull;
  return {exponent ? fraction | 1ull << 52 : fraction, (exponent ? exponent : 1) - 1075};
}

/* m * 2**n, exact: m below 2**53 and the result no finer than the format. */
JARIP_HELPER double assembled(uint64_t m, int32_t n) {
  const int32_t half = n / 2;
  return (double)m * double_of((uint64_t)(half + 1023) << 52) *
         double_of((uint64_t)(n - half + 1023) << 52);
}

/* Long division of the mantissas, eleven bits at a time. x >= y > 0, both finite. */
JARIP_HELPER Division divide_long(double x, double y) {
  const Whole a = whole(x), b = whole(y);
  uint64_t rest = a.m % b.m, quotient = a.m / b.m;
  for (int32_t left = a.n - b.n; left > 0;) {
    const int32_t step = left < 11 ? left : 11;
    rest <<= step;
    quotient = quotient << step | rest / b.m;
    rest %= b.m;
    left -= step;
  }
  return {assembled(rest, b.n), quotient};
}

/* y subnormal or x far above y. */
JARIP_CALLED_FUNCTION double __jarip_remainder_of_long_division(double x, double y) {
  return divide_long(x, y).remainder;
}

/* |x| mod |y|. The quotient of neighbours is small: one rounded division finds it, off by one at
 * most, and the rest is exact. */
JARIP_HELPER double modulo(double x, double y) {
  if (!(x < y * 0x1p50) || y < 0x1p-960) return __jarip_remainder_of_long_division(x, y);
  const double quotient = __builtin_trunc(x / y);
  const double rest = fused(-quotient, y, x);
  return rest < 0 ? rest + y : rest >= y ? rest - y : rest;
}
JARIP_HELPER float modulo(float x, float y) {
  if (!(x < y * 0x1p22f) || y < 0x1p-100f)
    return (float)__jarip_remainder_of_long_division((double)x, (double)y);
  const float quotient = __builtin_truncf(x / y);
  const float rest = fused(-quotient, y, x);
  return rest < 0 ? rest + y : rest >= y ? rest - y : rest;
}

template <class T>
JARIP_HELPER T floating_modulo(T x, T y) {
  const T a = absolute(x), b = absolute(y);
  const bool valid = a < infinity(a) && b > 0;
  if (!valid) return not_a_number(x) + (x + y);
  return a < b ? x : with_sign(modulo(a, b), x);
}

}  // namespace

JARIP_INLINE_FUNCTION float __jarip_fmodf(float x, float y) { return floating_modulo(x, y); }
JARIP_INLINE_FUNCTION double __jarip_fmod(double x, double y) { return floating_modulo(x, y); }

/* The quotient rounded to the nearest, ties to even; its low bits and the remainder. */
JARIP_STORING_FUNCTION double __jarip_remquo(double x, double y, int32_t *quotient) {
  const double a = absolute(x), b = absolute(y);
  *quotient = 0;
  if (!(a < infinity(a)) || !(b > 0)) return not_a_number(x) + (x + y);
  Division d = {a, 0};
  if (a >= b && b < infinity(b)) d = divide_long(a, b);
  /* rest > b/2 without overflow or loss: rest > b - rest. */
  const double above = b - d.remainder;
  if (d.remainder > above || (d.remainder == above && d.quotient & 1)) {
    d.remainder -= b;
    d.quotient += 1;
  }
  const int32_t low = (int32_t)(d.quotient & 0x7fffffff);
  *quotient = (bits_of(x) ^ bits_of(y)) >> 63 ? -low : low;
  return bits_of(x) >> 63 ? -d.remainder : d.remainder;
}
JARIP_STORING_FUNCTION float __jarip_remquof(float x, float y, int32_t *quotient) {
  return (float)__jarip_remquo((double)x, (double)y, quotient);
}
JARIP_CALLED_FUNCTION double __jarip_remainder(double x, double y) {
  int32_t quotient;
  return __jarip_remquo(x, y, &quotient);
}
JARIP_CALLED_FUNCTION float __jarip_remainderf(float x, float y) {
  return (float)__jarip_remainder((double)x, (double)y);
}
