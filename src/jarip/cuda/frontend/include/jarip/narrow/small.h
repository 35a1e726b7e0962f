/* Floating-point numbers of 8, 6 and 4 bits as bit patterns: E4M3, E5M2, E2M3, E3M2, E2M1.
 * Source: P. Micikevicius et al., "FP8 Formats for Deep Learning", 2022; OCP Microscaling Formats
 * (MX) Specification 1.0; CUDA Math API reference, "FP8 Conversion and Data Movement" and the
 * chapters on FP6 and FP4. */
#ifndef JARIP_NARROW_SMALL_H
#define JARIP_NARROW_SMALL_H
#include "bits.h"

namespace jarip {

struct small_format {
  int fraction_bits, lowest_exponent;
  unsigned char largest, overflow, not_a_number; /* codes without sign */
  unsigned char sign;                            /* the sign's bit */
};
JARIP_NARROW small_format e4m3_format() { return small_format{3, -6, 0x7e, 0x7f, 0x7f, 0x80}; }
JARIP_NARROW small_format e5m2_format() { return small_format{2, -14, 0x7b, 0x7c, 0x7f, 0x80}; }
/* These have neither infinity nor NaN: what is too large becomes the largest, so does NaN. */
JARIP_NARROW small_format e2m3_format() { return small_format{3, 0, 0x1f, 0x1f, 0x1f, 0x20}; }
JARIP_NARROW small_format e3m2_format() { return small_format{2, -2, 0x1f, 0x1f, 0x1f, 0x20}; }
JARIP_NARROW small_format e2m1_format() { return small_format{1, 0, 0x7, 0x7, 0x7, 0x8}; }

JARIP_NARROW unsigned long long bits_of_double(double x) {
  unsigned long long bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}
JARIP_NARROW double power_of_two(int n) {
  const unsigned long long bits = (unsigned long long)(n + 1023) << 52;
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* Rounded to the nearest even. Out of range: the largest number if `saturate`, else overflow. */
JARIP_NARROW unsigned char to_small(double x, small_format format, bool saturate) {
  const unsigned long long bits = bits_of_double(x);
  const unsigned char sign = bits >> 63 ? format.sign : 0;
  const double magnitude = x < 0 ? -x : x;
  if (x != x)
    return (unsigned char)((format.not_a_number == format.largest ? 0 : sign) |
                           format.not_a_number);
  const unsigned char beyond = saturate ? format.largest : format.overflow;
  if (magnitude >= 0x1p20) return (unsigned char)(sign | beyond);
  int exponent = (int)(bits >> 52 & 0x7ff) - 1023;
  if (exponent < format.lowest_exponent) exponent = format.lowest_exponent;
  /* In units of the last place; the sum rounds to a whole number, ties to even. */
  const double units = magnitude * power_of_two(format.fraction_bits - exponent);
  const unsigned int whole = (unsigned int)bits_of_double(units + 0x1p52);
  const unsigned int code =
      ((unsigned int)(exponent - format.lowest_exponent) << format.fraction_bits) + whole;
  return (unsigned char)(sign | (code > format.largest ? beyond : code));
}

JARIP_NARROW float from_small(unsigned char code, small_format format) {
  const unsigned int magnitude = code & (format.sign - 1u);
  const float sign = code & format.sign ? -1.0f : 1.0f;
  const unsigned int fraction = magnitude & ((1u << format.fraction_bits) - 1u);
  const int exponent = (int)(magnitude >> format.fraction_bits);
  if (magnitude > format.largest) {
    const bool infinite = magnitude == format.overflow && format.overflow != format.not_a_number;
    return infinite ? sign * float_of_bits(0x7f800000u) : float_of_bits(0x7fffffffu);
  }
  const unsigned int whole = exponent ? fraction | 1u << format.fraction_bits : fraction;
  const int unit = (exponent ? exponent - 1 : 0) + format.lowest_exponent - format.fraction_bits;
  return sign * (float)((double)whole * power_of_two(unit));
}

}  // namespace jarip

#if defined(__CUDA__)
#define JARIP_SIDES_OF_SMALL __host__ __device__ inline
#else
#define JARIP_SIDES_OF_SMALL inline
#endif

#endif
