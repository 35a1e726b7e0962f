/* Sines of large angles: reduction by all of 2/pi.
 * M. Payne and R. Hanek, "Radian reduction for trigonometric functions", 1983. */
#include "trigonometric_kernels.h"

using namespace jarip;

namespace {

/* The bits of 2/pi after the point, with 64 zeros before them. */
JARIP_SIDES_OF_DATA const uint64_t kTwoOverPi[] = {
    0,
    0xa2f9836e4e441529ull, 0xfc2757d1f534ddc0ull, 0xdb6295993c439041ull,
    0xfe5163abdebbc561ull, 0xb7246e3a424dd2e0ull, 0x06492eea09d1921cull,
    0xfe1deb1cb129a73eull, 0xe88235f52ebb4484ull, 0xe99c7026b45f7e41ull,
    0x3991d639835339f4ull, 0x9c845f8bbdf9283bull, 0x1ff897ffde05980full,
    0xef2f118b5a0a6d1full, 0x6d367ecf27cb09b7ull, 0x4f463f669e5fea2dull,
    0x7527bac7ebe5f17bull, 0x3d0739f78a5292eaull, 0x6bfb5fb11f8d5d08ull,
    0x56033046fc7b6babull, 0xf0cfbc209af4361dull,
};

/* 64 bits of the table from `bit` on. */
JARIP_HELPER uint64_t bits_from(uint32_t bit) {
  const uint32_t word = bit / 64, shift = bit % 64;
  return kTwoOverPi[word] << shift | kTwoOverPi[word + 1] >> 1 >> (63 - shift);
}

/* The fraction of a quarter turn, -1/2 to 1/2 as a 128-bit integer, times pi/2. */
JARIP_HELPER Pair<double> angle_of(unsigned __int128 fraction) {
  const bool negative = (uint64_t)(fraction >> 64) >> 63;
  const unsigned __int128 magnitude = negative ? -fraction : fraction;
  const uint64_t high = (uint64_t)(magnitude >> 64);
  const int zeros = high ? __builtin_clzll(high) : 63;
  const unsigned __int128 normal = magnitude << zeros;
  const uint64_t leading = (uint64_t)(normal >> 75), next = (uint64_t)(normal >> 22) << 11 >> 11;
  const double unit = double_of((uint64_t)(1023 - 53 - zeros) << 52);
  const Pair<double> quarter = {(double)leading * unit, (double)next * (unit * 0x1p-53)};
  const Pair<double> half_pi = {0x1.921fb54442d18p0, 0x1.1a62633145c07p-54};
  const Pair<double> angle = multiply(quarter, half_pi);
  return {negative ? -angle.high : angle.high, negative ? -angle.low : angle.low};
}

/* x = m * 2**e with a whole m; the bits of 2/pi that only add whole turns are skipped. */
JARIP_HELPER Reduced<double> reduce_large(double x) {
  const uint64_t bits = bits_of(absolute(x));
  const uint32_t exponent = (uint32_t)(bits >> 52);
  const uint64_t m = (bits & 0xfffffffffffffull) | 0x10000000000000ull;
  const uint32_t first = exponent - 1075 - 2 + 64;
  typedef unsigned __int128 wide;
  const wide low = (wide)m * bits_from(first + 128);
  const wide middle = (wide)m * bits_from(first + 64) + (uint64_t)(low >> 64);
  const uint64_t top = m * bits_from(first) + (uint64_t)(middle >> 64);
  /* Quarter turns: two bits before the point, the fraction after it. */
  const wide fraction =
      (wide)top << 66 | (wide)(uint64_t)middle << 2 | (uint64_t)low >> 62;
  const uint32_t rounded = (uint32_t)(top >> 62) + (uint32_t)(top >> 61 & 1);
  const Pair<double> r = angle_of(fraction);
  const bool negative = x < 0;
  return {{negative ? -r.high : r.high, negative ? -r.low : r.low},
          negative ? -(int32_t)rounded : (int32_t)rounded};
}

}  // namespace

JARIP_CALLED_FUNCTION double __jarip_sine_of_large(double x, int32_t further) {
  if (!(absolute(x) < __builtin_inf())) return not_a_number(x);
  return sine_of(reduce_large(x), further);
}
