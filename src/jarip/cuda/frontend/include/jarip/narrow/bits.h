/* 16-bit floating-point numbers as bit patterns: to and from single precision.
 *
 * half goes through LLVM's own type on the device; on the host, and for bfloat16 on both sides,
 * conversions are integer arithmetic, so that no compiler support library is needed. */
#ifndef JARIP_NARROW_BITS_H
#define JARIP_NARROW_BITS_H
#include <string.h>

#include "../../host_defines.h"

#if defined(__CUDA__)
#define JARIP_NARROW static __inline__ __attribute__((host, device, always_inline, unused))
#define JARIP_NARROW_DEVICE static __inline__ __attribute__((device, always_inline, unused))
#else
#define JARIP_NARROW static __inline__ __attribute__((always_inline, unused))
#endif
/* A static member function. */
#define JARIP_NARROW_MEMBER JARIP_NARROW

namespace jarip {

JARIP_NARROW unsigned int bits_of_float(float x) {
  unsigned int bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}
JARIP_NARROW float float_of_bits(unsigned int bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* The format of half: 1 sign, 5 exponent, 10 fraction bits. */
struct half_format {
  JARIP_NARROW_MEMBER float widen(unsigned short bits) {
#if defined(__CUDA_ARCH__)
    return (float)__builtin_bit_cast(_Float16, bits);
#else
    const unsigned int sign = (unsigned int)(bits & 0x8000u) << 16;
    const unsigned int magnitude = bits & 0x7fffu;
    if (magnitude >= 0x7c00u) return float_of_bits(sign | 0x7f800000u | (magnitude & 0x3ffu) << 13);
    /* The product moves the exponent and normalises subnormal numbers. */
    const float value = float_of_bits(magnitude << 13) * 0x1p112f;
    return float_of_bits(sign | bits_of_float(value));
#endif
  }
  JARIP_NARROW_MEMBER unsigned short narrow(float x) {
#if defined(__CUDA_ARCH__)
    return __builtin_bit_cast(unsigned short, (_Float16)x);
#else
    const unsigned int bits = bits_of_float(x);
    const unsigned short sign = (unsigned short)(bits >> 16 & 0x8000u);
    const unsigned int magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u) return (unsigned short)(sign | 0x7fffu);
    if (magnitude >= 0x477ff000u) return (unsigned short)(sign | 0x7c00u);
    if (magnitude < 0x38800000u) {
      /* Below the normal range: the addition rounds to the subnormal spacing, 2**-24. */
      const float aligned = float_of_bits(magnitude) + 0.5f;
      return (unsigned short)(sign | (bits_of_float(aligned) - 0x3f000000u));
    }
    const unsigned int rounded = magnitude + 0xfffu + (magnitude >> 13 & 1u);
    return (unsigned short)(sign | (rounded - 0x38000000u) >> 13);
#endif
  }
};

/* The format of bfloat16: the upper half of single precision. */
struct bfloat16_format {
  JARIP_NARROW_MEMBER float widen(unsigned short bits) {
    return float_of_bits((unsigned int)bits << 16);
  }
  JARIP_NARROW_MEMBER unsigned short narrow(float x) {
    const unsigned int bits = bits_of_float(x);
    const unsigned int rounded = (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
    return (unsigned short)(x != x ? 0x7fffu : rounded);
  }
};

/* The neighbours of a number of either format, as bits. */
JARIP_NARROW unsigned short next_up(unsigned short bits) {
  if ((bits & 0x7fffu) == 0) return 1;
  return (unsigned short)(bits & 0x8000u ? bits - 1 : bits + 1);
}
JARIP_NARROW unsigned short next_down(unsigned short bits) {
  if ((bits & 0x7fffu) == 0) return 0x8001u;
  return (unsigned short)(bits & 0x8000u ? bits + 1 : bits - 1);
}

/* Rounded down, up, toward zero and to the nearest even, from a double: exact for every format. */
template <class Format>
JARIP_NARROW unsigned short narrow_down(double x) {
  const unsigned short bits = Format::narrow((float)x);
  return (double)Format::widen(bits) > x ? next_down(bits) : bits;
}
template <class Format>
JARIP_NARROW unsigned short narrow_up(double x) {
  const unsigned short bits = Format::narrow((float)x);
  return (double)Format::widen(bits) < x ? next_up(bits) : bits;
}
template <class Format>
JARIP_NARROW unsigned short narrow_toward_zero(double x) {
  return x < 0 ? narrow_up<Format>(x) : narrow_down<Format>(x);
}
template <class Format>
JARIP_NARROW unsigned short narrow_to_nearest(double x) {
  const unsigned short below = narrow_down<Format>(x), above = narrow_up<Format>(x);
  const double lower = (double)Format::widen(below), upper = (double)Format::widen(above);
  /* At the end of the range the neighbour is infinite: single precision decides. */
  if (below == above || lower - lower != 0 || upper - upper != 0) return Format::narrow((float)x);
  const double to_lower = x - lower, to_upper = upper - x;
  if (to_lower != to_upper) return to_lower < to_upper ? below : above;
  return below & 1 ? above : below;
}

/* A 64-bit integer as a double whose last bit says whether anything was lost: it rounds on as the
 * integer itself would. */
JARIP_NARROW double sticky_double(unsigned long long x) {
  if (x < 1ull << 53) return (double)x;
  return (double)((x >> 11 | ((x & 0x7ffull) != 0)) << 11);
}
JARIP_NARROW double sticky_double(long long x) {
  return x < 0 ? -sticky_double((unsigned long long)0 - (unsigned long long)x)
               : sticky_double((unsigned long long)x);
}

/* A whole number as an integer; what doesn't fit saturates, NaN gives 0. */
template <class Integer>
JARIP_NARROW Integer saturated(float whole) {
  const bool is_signed = (Integer)-1 < (Integer)0;
  const int bits = 8 * (int)sizeof(Integer) - (is_signed ? 1 : 0);
  const float end = 2.0f * (float)(1ull << (bits - 1));
  const Integer most = (Integer)(~0ull >> (64 - bits));
  const Integer least = (Integer)(~(unsigned long long)most);
  if (whole != whole) return 0;
  if (whole >= end) return most;
  if (whole < (is_signed ? -end : 0.0f)) return is_signed ? least : (Integer)0;
  return (Integer)whole;
}

}  // namespace jarip

#endif
