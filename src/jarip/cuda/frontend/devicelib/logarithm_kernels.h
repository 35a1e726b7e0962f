/* x as 2**n * (1 + f) with f around 0, and the logarithm of 1 + f. */
#ifndef JARIP_DEVICELIB_LOGARITHM_KERNELS_H
#define JARIP_DEVICELIB_LOGARITHM_KERNELS_H

#include "double_double.h"
#include "exponential_kernels.h"
#include "polynomial.h"
#include "polynomials_elementary.h"

namespace jarip {

/* 1 + f lies between sqrt(1/2) and sqrt(2). */
template <class T>
struct Split {
  T f;
  T n; /* a whole number */
};

/* x positive and finite; anything else gives some number. */
JARIP_HELPER Split<float> split(float x) {
  const bool tiny = x < 0x1p-126f;
  const uint32_t bits = bits_of(tiny ? x * 0x1p23f : x);
  const int32_t n = (int32_t)(bits - 0x3f3504f3u) >> 23;
  const float m = float_of(bits - ((uint32_t)n << 23));
  return {m - 1.0f, (float)(tiny ? n - 23 : n)};
}
JARIP_HELPER Split<double> split(double x) {
  const bool tiny = x < 0x1p-1022;
  const uint64_t bits = bits_of(tiny ? x * 0x1p54 : x);
  const int32_t n = ((int32_t)(bits >> 32) - 0x3fe6a09e) >> 20;
  const double m = double_of(bits - ((uint64_t)(uint32_t)n << 52));
  return {m - 1.0, (double)(tiny ? n - 54 : n)};
}

/* What every logarithm gives outside of (0, inf): NaN below zero, -inf at zero, x otherwise. */
template <class T>
JARIP_HELPER T logarithm_limits(T x, T result) {
  result = x < 0 ? not_a_number(x) : result;
  result = x == 0 ? -infinity(x) : result;
  return is_nan(x) || x == infinity(x) ? x : result;
}

/* log(1+f) + n log(2), where f_low is what f leaves out. */
JARIP_HELPER float logarithm(float f, float f_low, float n) {
  const float square = f * f;
  const float tail = fused(polynomial(f, JARIP_LOGF) * f, square, fused(-0.5f, square, f_low));
  const float small = fused(n, kLog2Low_F, tail);
  return fused(n, kLog2High_F, f + small);
}

/* log(1+f) = f - (f**2/2 - s (f**2/2 + 2 s**2 p)), s = f/(2+f); the value in brackets. */
JARIP_HELPER double logarithm_tail(double f, double half_square) {
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double series = 2.0 * z * polynomial(z, JARIP_LOG_SERIES);
  return s * (half_square + series);
}
JARIP_HELPER double logarithm(double f, double f_low, double n) {
  const double half_square = 0.5 * f * f;
  const double tail = logarithm_tail(f, half_square);
  const double small = half_square - (tail + fused(n, kLog2Low, f_low));
  return fused(n, kLog2High, f - small);
}

/* log(1+f) as a sum of two. */
JARIP_HELPER Pair<double> logarithm_exact(double f) {
  const Pair<double> square = product_exact(f, 0.5 * f);
  const double tail = logarithm_tail(f, square.high);
  const Pair<double> leading = sum_ordered(f, -square.high);
  return sum_ordered(leading.high, leading.low + (tail - square.low));
}

/* log(1+x), x > -1 and finite. */
JARIP_HELPER float logarithm_of_one_plus(float x) {
  const float u = 1.0f + x;
  const Split<float> parts = split(u);
  const int32_t n = (int32_t)parts.n;
  const bool small = u < 0x1p60f;
  const float inverse = power_of_two_f(small ? -n : 0);
  const Pair<float> f = sum_exact(inverse - 1.0f, inverse * x);
  return logarithm(small ? f.high : parts.f, small ? fused(-f.high, f.low, f.low) : 0.0f, parts.n);
}
JARIP_HELPER double logarithm_of_one_plus(double x, double x_low = 0.0) {
  const double u = 1.0 + x;
  const Split<double> parts = split(u);
  const int32_t n = (int32_t)parts.n;
  const bool small = u < 0x1p60;
  const double inverse = power_of_two(small ? -n : 0);
  const Pair<double> f = sum_exact(inverse - 1.0, inverse * x);
  const double low = fused(inverse, x_low, f.low);
  return logarithm(small ? f.high : parts.f, small ? fused(-f.high, low, low) : 0.0, parts.n);
}

}  // namespace jarip

#endif
