/* Exponents, fractions, neighbours: ldexp, frexp, logb, ilogb, modf, nextafter, fdim, lround ... */
#include "rounding.h"

using namespace jarip;

namespace {

constexpr int32_t kIlogbOfZero = (int32_t)0x80000000, kIlogbOfNaN = (int32_t)0x80000000;
constexpr int32_t kIlogbOfInfinity = 0x7fffffff;

/* x * 2**n for every n, rounded once. */
JARIP_HELPER float times_power(float x, int32_t n) {
  /* A double holds every float times every useful power. */
  const int32_t kept = n < -300 ? -300 : n > 300 ? 300 : n;
  return (float)((double)x * power_of_two(kept));
}
JARIP_HELPER double times_power(double x, int32_t n) {
  int32_t kept = n < -2200 ? -2200 : n > 2200 ? 2200 : n;
  /* Going down: first to just above the subnormal range, so that one rounding is left. */
  const uint32_t exponent = (uint32_t)(bits_of(x) >> 52 & 0x7ff);
  const int32_t room = (int32_t)exponent - 1;
  const int32_t first = kept < 0 ? (kept < -room ? -room : kept) : kept > 1000 ? 1000 : kept;
  const int32_t bounded = first < -1022 ? -1022 : first;
  double y = x * power_of_two(bounded);
  kept -= bounded;
  const int32_t second = kept < -1022 ? -1022 : kept > 1000 ? 1000 : kept;
  y *= power_of_two(second);
  kept -= second;
  return y * power_of_two(kept < -1022 ? -1022 : kept > 1000 ? 1000 : kept);
}

/* The exponent of a positive finite number, subnormal ones included. */
JARIP_HELPER int32_t exponent_of(float x) {
  const bool tiny = x < 0x1p-126f;
  return (int32_t)(bits_of(tiny ? x * 0x1p24f : x) >> 23) - 127 - (tiny ? 24 : 0);
}
JARIP_HELPER int32_t exponent_of(double x) {
  const bool tiny = x < 0x1p-1022;
  return (int32_t)(bits_of(tiny ? x * 0x1p54 : x) >> 52) - 1023 - (tiny ? 54 : 0);
}

template <class T>
JARIP_HELPER T exponent_as_number(T x) {
  const T a = absolute(x);
  const T result = a == 0 ? -infinity(a) : (T)exponent_of(a);
  return a < infinity(a) ? result : a;
}
template <class T>
JARIP_HELPER int32_t exponent_as_integer(T x) {
  const T a = absolute(x);
  const int32_t finite = a == 0 ? kIlogbOfZero : exponent_of(a);
  const int32_t infinite = is_nan(x) ? kIlogbOfNaN : kIlogbOfInfinity;
  return a < infinity(a) ? finite : infinite;
}

template <class T>
JARIP_HELPER T fraction_and_exponent(T x, int32_t *exponent) {
  const T a = absolute(x);
  const bool ordinary = a > 0 && a < infinity(a);
  const int32_t n = ordinary ? exponent_of(a) + 1 : 0;
  *exponent = n;
  return ordinary ? times_power(x, -n) : x;
}

template <class T>
JARIP_HELPER T fraction_and_whole(T x, T truncated, T *whole) {
  *whole = truncated;
  return with_sign(is_infinite(x) ? (T)0 : x - truncated, x);
}

template <class T>
JARIP_HELPER T toward(T x, T y) {
  const T moved = x < y ? next_up(x) : next_down(x);
  return is_nan(x) || is_nan(y) ? x + y : x == y ? y : moved;
}

template <class T>
JARIP_HELPER T positive_difference(T x, T y) {
  return x <= y ? (T)0 : x - y;
}

/* Whole numbers as integers. Outside of the range: the nearest limit; NaN gives the lowest. */
template <class Integer, class T>
JARIP_HELPER Integer integer_of(T x, T end) {
  const bool fits = x >= -end && x < end;
  const Integer lowest = (Integer)((Integer)1 << (8 * sizeof(Integer) - 1));
  const Integer outside = x >= end ? (Integer)~(uint64_t)lowest : lowest;
  return fits ? (Integer)(fits ? x : (T)0) : outside;
}

}  // namespace

#define BOTH(macro) macro(float, f) macro(double, )

#define EXPONENTS(T, f)                                                                           \
  JARIP_INLINE_FUNCTION T __jarip_ldexp##f(T x, int32_t n) { return times_power(x, n); }          \
  JARIP_INLINE_FUNCTION T __jarip_scalbln##f(T x, long n) {                                       \
    return times_power(x, (int32_t)(n < -5000 ? -5000 : n > 5000 ? 5000 : n));                    \
  }                                                                                               \
  JARIP_INLINE_FUNCTION T __jarip_logb##f(T x) { return exponent_as_number(x); }                  \
  JARIP_INLINE_FUNCTION int32_t __jarip_ilogb##f(T x) { return exponent_as_integer(x); }          \
  JARIP_INLINE_STORING_FUNCTION T __jarip_frexp##f(T x, int32_t *exponent) {                      \
    return fraction_and_exponent(x, exponent);                                                    \
  }
BOTH(EXPONENTS)

#define FRACTIONS(T, f)                                                                           \
  JARIP_INLINE_STORING_FUNCTION T __jarip_modf##f(T x, T *whole) {                                \
    return fraction_and_whole(x, __builtin_trunc##f(x), whole);                                   \
  }                                                                                               \
  JARIP_INLINE_FUNCTION T __jarip_nextafter##f(T x, T y) { return toward(x, y); }                 \
  JARIP_INLINE_FUNCTION T __jarip_fdim##f(T x, T y) { return positive_difference(x, y); }
BOTH(FRACTIONS)

#define TO_INTEGERS(T, f)                                                                         \
  JARIP_INLINE_FUNCTION long __jarip_lrint##f(T x) {                                              \
    return integer_of<long>(__builtin_rint##f(x), (T)0x1p63);                                     \
  }                                                                                               \
  JARIP_INLINE_FUNCTION long __jarip_lround##f(T x) {                                             \
    return integer_of<long>(__builtin_round##f(x), (T)0x1p63);                                    \
  }
BOTH(TO_INTEGERS)
