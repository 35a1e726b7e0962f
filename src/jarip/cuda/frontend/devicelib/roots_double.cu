/* rsqrt, cbrt, rcbrt, hypot, rhypot, norms. */
#include "cube_root.h"

using namespace jarip;

JARIP_INLINE_FUNCTION double __jarip_rsqrt(double x) {
  const bool tiny = x < 0x1p-500;
  const double y = tiny ? x * 0x1p600 : x;
  const double root = square_root(y);
  const double inverse = 1.0 / root;
  /* What rounding the root and the quotient lost. */
  const double rest = fused(-inverse, root, 1.0) - inverse * 0.5 * inverse * fused(-root, root, y);
  const double better = fused(inverse, rest, inverse);
  const double result = y > 0.0 && y < infinity(y) ? better : inverse;
  return tiny ? result * 0x1p300 : result;
}

JARIP_INLINE_FUNCTION double __jarip_cbrt(double x) {
  const double a = absolute(x);
  const CubeSplit parts = split_for_cube(a);
  const Pair<double> root = cube_root(parts.m);
  const double result = (root.high + root.low) * power_of_two(parts.third);
  return a > 0.0 && a < infinity(a) ? with_sign(result, x) : x;
}

JARIP_INLINE_FUNCTION double __jarip_rcbrt(double x) {
  const double a = absolute(x);
  const CubeSplit parts = split_for_cube(a);
  const Pair<double> inverse = divide(Pair<double>{1.0, 0.0}, cube_root(parts.m));
  const double result = inverse.high * power_of_two(-parts.third);
  return a > 0.0 && a < infinity(a) ? with_sign(result, x) : 1.0 / x;
}

/* A power of two that brings `largest` near 1, and its inverse's exponent. */
JARIP_HELPER int32_t exponent_of(double largest) {
  const int32_t n = (int32_t)(bits_of(largest) >> 52) - 1023;
  return n < -1000 ? -1000 : n > 1000 ? 1000 : n;
}
JARIP_HELPER double larger(double a, double b) { return a > b ? a : b; }
JARIP_HELPER Pair<double> add_square(Pair<double> sum, double x) {
  return add(sum, product_exact(x, x));
}

/* The norm, or its inverse, from a sum of squares of values times 2**-n. */
JARIP_HELPER double norm_from(Pair<double> sum, int32_t n) {
  return square_root_of(sum) * power_of_two(n);
}
JARIP_HELPER double inverse_norm_from(Pair<double> sum, int32_t n) {
  const double root = square_root(sum.high);
  const double inverse = 1.0 / root;
  const double lost = fused(-root, root, sum.high) + sum.low;
  const double rest = fused(-inverse, root, 1.0) - inverse * 0.5 * inverse * lost;
  const double better = fused(inverse, rest, inverse);
  return (root > 0.0 ? better : inverse) * power_of_two(-n);
}

struct Squares {
  Pair<double> sum;
  int32_t n;
};
template <class... Values>
JARIP_HELPER Squares sum_of_squares(Values... values) {
  double largest = 0.0;
  ((largest = larger(largest, absolute(values))), ...);
  const int32_t n = exponent_of(largest);
  const double unit = power_of_two(-n);
  Pair<double> sum = {0.0, 0.0};
  ((sum = add_square(sum, values * unit)), ...);
  return {sum, n};
}
/* Infinite components win over NaN. */
template <class... Values>
JARIP_HELPER double norm(Values... values) {
  const Squares squares = sum_of_squares(values...);
  const bool infinite = (is_infinite(values) || ...);
  return infinite ? __builtin_inf() : norm_from(squares.sum, squares.n);
}
template <class... Values>
JARIP_HELPER double inverse_norm(Values... values) {
  const Squares squares = sum_of_squares(values...);
  const bool infinite = (is_infinite(values) || ...);
  return infinite ? 0.0 : inverse_norm_from(squares.sum, squares.n);
}

JARIP_INLINE_FUNCTION double __jarip_hypot(double x, double y) { return norm(x, y); }
JARIP_INLINE_FUNCTION double __jarip_rhypot(double x, double y) { return inverse_norm(x, y); }
JARIP_INLINE_FUNCTION double __jarip_norm3d(double x, double y, double z) {
  return norm(x, y, z);
}
JARIP_INLINE_FUNCTION double __jarip_rnorm3d(double x, double y, double z) {
  return inverse_norm(x, y, z);
}
JARIP_INLINE_FUNCTION double __jarip_norm4d(double x, double y, double z, double w) {
  return norm(x, y, z, w);
}
JARIP_INLINE_FUNCTION double __jarip_rnorm4d(double x, double y, double z, double w) {
  return inverse_norm(x, y, z, w);
}

JARIP_HELPER Squares sum_of_many_squares(int32_t count, const double *values, bool *infinite) {
  double largest = 0.0;
  *infinite = false;
  for (int32_t i = 0; i < count; ++i) {
    largest = larger(largest, absolute(values[i]));
    *infinite = *infinite || is_infinite(values[i]);
  }
  const int32_t n = exponent_of(largest);
  const double unit = power_of_two(-n);
  Pair<double> sum = {0.0, 0.0};
  for (int32_t i = 0; i < count; ++i) sum = add_square(sum, values[i] * unit);
  return {sum, n};
}
JARIP_READING_FUNCTION double __jarip_norm(int32_t count, const double *values) {
  bool infinite;
  const Squares squares = sum_of_many_squares(count, values, &infinite);
  return infinite ? __builtin_inf() : norm_from(squares.sum, squares.n);
}
JARIP_READING_FUNCTION double __jarip_rnorm(int32_t count, const double *values) {
  bool infinite;
  const Squares squares = sum_of_many_squares(count, values, &infinite);
  return infinite ? 0.0 : inverse_norm_from(squares.sum, squares.n);
}
