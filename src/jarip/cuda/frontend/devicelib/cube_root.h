/* Cube roots of numbers between 1 and 8, and how to get there. */
#ifndef JARIP_DEVICELIB_CUBE_ROOT_H
#define JARIP_DEVICELIB_CUBE_ROOT_H

#include "double_double.h"

namespace jarip {

/* x = m * 2**(3 third), m between 1 and 8. */
struct CubeSplit {
  double m;
  int32_t third;
};
JARIP_HELPER CubeSplit split_for_cube(double x) {
  const bool tiny = x < 0x1p-1022;
  const uint64_t bits = bits_of(tiny ? x * 0x1p54 : x);
  const int32_t exponent = (int32_t)(bits >> 52) - 1023 - (tiny ? 54 : 0);
  const int32_t third = (int32_t)((uint32_t)(exponent + 3072) / 3) - 1024;
  const uint64_t mantissa = (bits & 0xfffffffffffffull) | 0x3ff0000000000000ull;
  return {double_of(mantissa) * power_of_two(exponent - 3 * third), third};
}

/* The cube root of m in [1, 8), to about 2**-50: a third of the exponent by integer arithmetic,
 * then Halley's method, two steps in single and one in double precision. */
JARIP_HELPER double cube_root_nearly(double m) {
  float t = float_of((uint32_t)((uint64_t)bits_of((float)m) * 0x55555556u >> 32) + 0x2a5119f2u);
  const float single = (float)m;
#pragma unroll
  for (int i = 0; i < 2; ++i) {
    const float cube = t * t * t;
    t = t * ((cube + (single + single)) / (cube + cube + single));
  }
  const double r = t, cube = r * r * r;
  return r * ((cube + 2.0 * m) / (cube + cube + m));
}

/* As a sum of two: one more step, of Newton's method, on the exact residue. */
JARIP_HELPER Pair<double> cube_root(double m) {
  const double r = cube_root_nearly(m);
  const Pair<double> square = product_exact(r, r);
  const double residue = fused(-r, square.high, m) - r * square.low;
  return sum_ordered(r, residue / (3.0 * square.high));
}

}  // namespace jarip

#endif
