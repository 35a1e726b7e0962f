/* asin, acos, atan, atan2. */
#include "double_double.h"
#include "polynomial.h"
#include "polynomials_elementary.h"

using namespace jarip;

constexpr double kHalfPi = 0x1.921fb54442d18p0, kHalfPiLow = 0x1.1a62633145c07p-54;

/* asin(x) for |x| <= 1/2, less x itself; z = x**2. */
JARIP_HELPER double arcsine_tail(double x, double z) { return polynomial(z, JARIP_ASIN) * z * x; }

/* sqrt(z) as a sum of two. */
JARIP_HELPER Pair<double> root_in_parts(double z) {
  const double root = square_root(z);
  const double rest = fused(-root, root, z);
  return {root, root > 0.0 ? rest / (root + root) : 0.0};
}

JARIP_INLINE_FUNCTION double __jarip_asin(double x) {
  const double a = absolute(x);
  const bool far = a > 0.5;
  /* asin(a) = pi/2 - 2 asin(sqrt((1-a)/2)) */
  const double z = far ? 0.5 * (1.0 - a) : a * a;
  const Pair<double> root = root_in_parts(z);
  const double tail = arcsine_tail(far ? root.high : a, z);
  const double outer = kHalfPi - (2.0 * root.high - (kHalfPiLow - 2.0 * (tail + root.low)));
  return with_sign(far ? outer : a + tail, x);
}

JARIP_INLINE_FUNCTION double __jarip_acos(double x) {
  const double a = absolute(x);
  const bool far = a > 0.5;
  const double z = far ? 0.5 * (1.0 - a) : a * a;
  const Pair<double> root = root_in_parts(z);
  const double tail = arcsine_tail(far ? root.high : x, z);
  const double small = 2.0 * (root.high + (tail + root.low));
  const double outer = x > 0.0 ? small : 2.0 * kHalfPi - (small - 2.0 * kHalfPiLow);
  return far ? outer : kHalfPi - (x - (kHalfPiLow - tail));
}

/* atan(above / below), both positive and finite; up to an eighth of a turn in one step, beyond it
 * by atan(x) = k pi/4 + atan((x - t) / (1 + t x)), t = tan(k pi/4), k = 1, 2. */
JARIP_HELPER double arctangent(double above, double below) {
  const double kTan1 = 0x1.a827999fcef32p-2, kTan3 = 0x1.3504f333f9de6p1;
  const bool middle = above > kTan1 * below, steep = above > kTan3 * below;
  const double numerator = steep ? -below : middle ? above - below : above;
  const double denominator = steep ? above : middle ? above + below : below;
  const double offset = steep ? kHalfPi : middle ? 0.5 * kHalfPi : 0.0;
  const double offset_low = steep ? kHalfPiLow : middle ? 0.5 * kHalfPiLow : 0.0;
  const double t = numerator / denominator;
  const double z = t * t;
  const double tail = fused(polynomial(z, JARIP_ATAN_EIGHTH) * z, t, offset_low);
  return offset + (t + tail);
}

JARIP_INLINE_FUNCTION double __jarip_atan(double x) {
  const double a = absolute(x);
  const double result = arctangent(a < infinity(a) ? a : 0x1p1000, 1.0);
  return is_nan(x) ? x : with_sign(result, x);
}

JARIP_INLINE_FUNCTION double __jarip_atan2(double y, double x) {
  double a = absolute(x), b = absolute(y);
  /* Keeps sums and products in range, and lets infinities and zeros be ordinary numbers. */
  const bool huge = a > 0x1p1020 || b > 0x1p1020, tiny = a < 0x1p-900 && b < 0x1p-900;
  const double unit = huge ? 0x1p-4 : tiny ? 0x1p120 : 1.0;
  a = a == infinity(a) ? 1.0 : b == infinity(b) ? 0.0 : a * unit;
  b = b == infinity(b) ? 1.0 : absolute(x) == infinity(x) ? 0.0 : b * unit;
  const double acute = arctangent(b, a == 0.0 && b == 0.0 ? 1.0 : a);
  const bool behind = bits_of(x) >> 63;
  const double angle = behind ? 2.0 * kHalfPi - (acute - 2.0 * kHalfPiLow) : acute;
  return is_nan(x) || is_nan(y) ? x + y : with_sign(angle, y);
}
