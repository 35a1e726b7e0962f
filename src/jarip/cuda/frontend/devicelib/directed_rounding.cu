/* Arithmetic with a stated rounding: __fadd_rz and its kin.
 *
 * The nearest result and the sign of what it leaves out decide. In single precision the rest is
 * computed in double precision, where it is exact; in double precision by error-free
 * transformations on operands scaled to the middle of the range. */
#include "rounding.h"

using namespace jarip;

namespace {

/* ---- Single precision ---- */

/* x + y is exact as a sum of two doubles, whatever the operands. */
template <Rounding kRounding>
JARIP_HELPER float rounded_sum(double x, double y, float nearest) {
  const Pair<double> exact = sum_exact(x, y);
  const double rest = (exact.high - (double)nearest) + exact.low;
  const float finite = rounded<kRounding>(nearest, rest);
  /* An exact zero of opposite terms is -0 when rounding down. */
  const bool cancels = exact.high == 0 && (bits_of(x) ^ bits_of(y)) >> 63;
  const float result = cancels && kRounding == kDown ? -0.0f : finite;
  const bool overflows = is_infinite(nearest) && !is_infinite(x) && !is_infinite(y);
  return overflows ? overflowed<kRounding>(nearest)
                   : (is_infinite(nearest) || is_nan(nearest) ? nearest : result);
}
template <Rounding kRounding>
JARIP_HELPER float fused_float(float x, float y, float z) {
  const double product = (double)x * (double)y;
  return rounded_sum<kRounding>(product, (double)z, fused(x, y, z));
}
template <Rounding kRounding>
JARIP_HELPER float product_float(float x, float y) {
  const float nearest = x * y;
  const float finite = rounded<kRounding>(nearest, (double)x * (double)y - (double)nearest);
  const bool overflows = is_infinite(nearest) && !is_infinite(x) && !is_infinite(y);
  return overflows ? overflowed<kRounding>(nearest) : is_infinite(nearest) ? nearest : finite;
}
template <Rounding kRounding>
JARIP_HELPER float quotient_float(float x, float y) {
  const float nearest = x / y;
  const double rest = fused(-(double)nearest, (double)y, (double)x);
  const float finite = rounded<kRounding>(nearest, y < 0 ? -rest : rest);
  const bool ordinary = !is_infinite(x) && !is_infinite(y) && y != 0;
  if (is_infinite(nearest)) return ordinary ? overflowed<kRounding>(nearest) : nearest;
  return ordinary ? finite : nearest;
}
template <Rounding kRounding>
JARIP_HELPER float root_float(float x) {
  const float nearest = square_root(x);
  const double rest = fused(-(double)nearest, (double)nearest, (double)x);
  return x > 0 && !is_infinite(x) ? rounded<kRounding>(nearest, rest) : nearest;
}

/* ---- Double precision ---- */

struct Normal {
  double m; /* between 1 and 2 in magnitude, or x itself if that is 0 */
  int32_t n;
};
JARIP_HELPER Normal normal(double x) {
  const bool tiny = absolute(x) < 0x1p-1022;
  const uint64_t bits = bits_of(tiny ? x * 0x1p64 : x);
  const int32_t n = (int32_t)(bits >> 52 & 0x7ff) - 1023;
  const double m = double_of((bits & 0x800fffffffffffffull) | 0x3ff0000000000000ull);
  return {x == 0 ? x : m, x == 0 ? 0 : tiny ? n - 64 : n};
}
/* x * 2**n, exact where the result is representable. */
JARIP_HELPER double scaled(double x, int32_t n) {
  const int32_t third = n / 3;
  return x * power_of_two(third) * power_of_two(third) * power_of_two(n - 2 * third);
}

/* The sign of a + b + c as the sign of a number. */
JARIP_HELPER double sign_of_sum(double a, double b, double c) {
  const Pair<double> low = sum_exact(b, c);
  const Pair<double> high = sum_exact(a, low.high);
  return high.high != 0 ? high.high : high.low + low.low;
}

template <Rounding kRounding>
JARIP_HELPER double sum_double(double x, double y) {
  const double nearest = x + y;
  const bool finite = !is_infinite(x) && !is_infinite(y);
  if (is_infinite(nearest)) return finite ? overflowed<kRounding>(nearest) : nearest;
  const bool cancels = nearest == 0 && (bits_of(x) ^ bits_of(y)) >> 63;
  if (cancels) return kRounding == kDown ? -0.0 : 0.0;
  /* Halved, so that the intermediate sums stay in range. */
  const bool large = absolute(x) > 0x1p1000 || absolute(y) > 0x1p1000;
  const double unit = large ? 0.5 : 1.0;
  return rounded<kRounding>(nearest, sum_exact(x * unit, y * unit).low);
}
template <Rounding kRounding>
JARIP_HELPER double product_double(double x, double y) {
  const double nearest = x * y;
  const bool finite = !is_infinite(x) && !is_infinite(y);
  if (is_infinite(nearest)) return finite ? overflowed<kRounding>(nearest) : nearest;
  const Normal a = normal(x), b = normal(y);
  const double rest = fused(a.m, b.m, -scaled(nearest, -(a.n + b.n)));
  return finite ? rounded<kRounding>(nearest, rest) : nearest;
}
template <Rounding kRounding>
JARIP_HELPER double quotient_double(double x, double y) {
  const double nearest = x / y;
  const bool ordinary = !is_infinite(x) && !is_infinite(y) && y != 0;
  if (is_infinite(nearest)) return ordinary ? overflowed<kRounding>(nearest) : nearest;
  const Normal a = normal(x), b = normal(y);
  const double rest = fused(-scaled(nearest, b.n - a.n), b.m, a.m);
  return ordinary ? rounded<kRounding>(nearest, y < 0 ? -rest : rest) : nearest;
}
template <Rounding kRounding>
JARIP_HELPER double root_double(double x) {
  const double nearest = square_root(x);
  const int32_t half = normal(x).n / 2;
  const double root = scaled(nearest, -half);
  const double rest = fused(-root, root, scaled(x, -2 * half));
  return x > 0 && !is_infinite(x) ? rounded<kRounding>(nearest, rest) : nearest;
}
/* Exact as long as the product's own rounding error is a normal number, |x y| > 2**-960. */
template <Rounding kRounding>
JARIP_HELPER double fused_double(double x, double y, double z) {
  const double nearest = fused(x, y, z);
  const bool finite = !is_infinite(x) && !is_infinite(y) && !is_infinite(z);
  if (is_infinite(nearest)) return finite ? overflowed<kRounding>(nearest) : nearest;
  const Pair<double> product = product_exact(x, y);
  const bool cancels = nearest == 0 && product.low == 0 &&
                       (bits_of(product.high) ^ bits_of(z)) >> 63;
  if (cancels) return kRounding == kDown ? -0.0 : 0.0;
  const Pair<double> sum = sum_exact(product.high, z);
  const double rest = sign_of_sum(sum.high - nearest, sum.low, product.low);
  return finite ? rounded<kRounding>(nearest, rest) : nearest;
}

}  // namespace

#define NEAREST(type, letter)                                                   \
  JARIP_INLINE_FUNCTION type __##letter##add_rn(type x, type y) { return x + y; }       \
  JARIP_INLINE_FUNCTION type __##letter##sub_rn(type x, type y) { return x - y; }       \
  JARIP_INLINE_FUNCTION type __##letter##mul_rn(type x, type y) { return x * y; }       \
  JARIP_INLINE_FUNCTION type __##letter##div_rn(type x, type y) { return x / y; }       \
  JARIP_INLINE_FUNCTION type __##letter##rcp_rn(type x) { return 1 / x; }
NEAREST(float, f)
NEAREST(double, d)

#define DIRECTED(suffix, direction)                                                         \
  JARIP_INLINE_FUNCTION float __fadd_##suffix(float x, float y) {                           \
    return rounded_sum<direction>((double)x, (double)y, x + y);                             \
  }                                                                                         \
  JARIP_INLINE_FUNCTION float __fsub_##suffix(float x, float y) {                           \
    return rounded_sum<direction>((double)x, -(double)y, x - y);                            \
  }                                                                                         \
  JARIP_INLINE_FUNCTION float __fmul_##suffix(float x, float y) {                           \
    return product_float<direction>(x, y);                                                  \
  }                                                                                         \
  JARIP_INLINE_FUNCTION float __fdiv_##suffix(float x, float y) {                           \
    return quotient_float<direction>(x, y);                                                 \
  }                                                                                         \
  JARIP_INLINE_FUNCTION float __frcp_##suffix(float x) {                                    \
    return quotient_float<direction>(1.0f, x);                                              \
  }                                                                                         \
  JARIP_INLINE_FUNCTION float __fsqrt_##suffix(float x) { return root_float<direction>(x); } \
  JARIP_INLINE_FUNCTION float __fmaf_##suffix(float x, float y, float z) {                  \
    return fused_float<direction>(x, y, z);                                                 \
  }                                                                                         \
  JARIP_INLINE_FUNCTION float __fmaf_ieee_##suffix(float x, float y, float z) {             \
    return fused_float<direction>(x, y, z);                                                 \
  }                                                                                         \
  JARIP_INLINE_FUNCTION double __dadd_##suffix(double x, double y) {                        \
    return sum_double<direction>(x, y);                                                     \
  }                                                                                         \
  JARIP_INLINE_FUNCTION double __dsub_##suffix(double x, double y) {                        \
    return sum_double<direction>(x, -y);                                                    \
  }                                                                                         \
  JARIP_CALLED_FUNCTION double __dmul_##suffix(double x, double y) {                        \
    return product_double<direction>(x, y);                                                 \
  }                                                                                         \
  JARIP_CALLED_FUNCTION double __ddiv_##suffix(double x, double y) {                        \
    return quotient_double<direction>(x, y);                                                \
  }                                                                                         \
  JARIP_CALLED_FUNCTION double __drcp_##suffix(double x) {                                  \
    return quotient_double<direction>(1.0, x);                                              \
  }                                                                                         \
  JARIP_CALLED_FUNCTION double __dsqrt_##suffix(double x) {                                 \
    return root_double<direction>(x);                                                       \
  }                                                                                         \
  JARIP_CALLED_FUNCTION double __fma_##suffix(double x, double y, double z) {               \
    return fused_double<direction>(x, y, z);                                                \
  }
DIRECTED(rz, kTowardZero)
DIRECTED(ru, kUp)
DIRECTED(rd, kDown)

JARIP_INLINE_FUNCTION float __fmaf_ieee_rn(float x, float y, float z) { return fused(x, y, z); }
