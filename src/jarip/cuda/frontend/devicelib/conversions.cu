/* Conversions with a stated rounding. */
#include "rounding.h"

using namespace jarip;

/* CUDA's long long; int64_t may be long. */
typedef long long wide;
typedef unsigned long long unsigned_wide;

namespace {

template <class T>
struct Limits;
template <>
struct Limits<int32_t> {
  static constexpr double kEnd = 0x1p31, kBegin = -0x1p31;
  static constexpr int32_t kMost = 0x7fffffff, kLeast = -kMost - 1, kNotANumber = 0;
};
template <>
struct Limits<uint32_t> {
  static constexpr double kEnd = 0x1p32, kBegin = 0;
  static constexpr uint32_t kMost = 0xffffffffu, kLeast = 0, kNotANumber = 0;
};
template <>
struct Limits<wide> {
  static constexpr double kEnd = 0x1p63, kBegin = -0x1p63;
  static constexpr wide kMost = 0x7fffffffffffffff, kLeast = -kMost - 1, kNotANumber = kLeast;
};
template <>
struct Limits<unsigned_wide> {
  static constexpr double kEnd = 0x1p64, kBegin = 0;
  static constexpr unsigned_wide kMost = ~0ull, kLeast = 0, kNotANumber = 1ull << 63;
};

/* A whole number as an integer; what doesn't fit saturates. */
template <class Integer, class T>
JARIP_HELPER Integer saturated(T whole) {
  typedef Limits<Integer> L;
  const bool fits = whole >= (T)L::kBegin && whole < (T)L::kEnd;
  const Integer inside = (Integer)(fits ? whole : 0);
  const Integer outside =
      whole != whole ? L::kNotANumber : whole > 0 ? (Integer)L::kMost : (Integer)L::kLeast;
  return fits ? inside : outside;
}

JARIP_HELPER float to_nearest(float x) { return __builtin_rintf(x); }
JARIP_HELPER double to_nearest(double x) { return __builtin_rint(x); }
JARIP_HELPER float toward_zero(float x) { return __builtin_truncf(x); }
JARIP_HELPER double toward_zero(double x) { return __builtin_trunc(x); }
JARIP_HELPER float upward(float x) { return __builtin_ceilf(x); }
JARIP_HELPER double upward(double x) { return __builtin_ceil(x); }
JARIP_HELPER float downward(float x) { return __builtin_floorf(x); }
JARIP_HELPER double downward(double x) { return __builtin_floor(x); }

/* The sign of an integer less the floating-point number nearest to it. */
template <class T, class Integer>
JARIP_HELPER int compare_exactly(Integer x, T nearest) {
  if (nearest >= (T)Limits<Integer>::kEnd) return -1;
  const Integer back = (Integer)nearest;
  return x > back ? 1 : x < back ? -1 : 0;
}
template <class T, Rounding kRounding, class Integer>
JARIP_HELPER T directed(Integer x) {
  const T nearest = (T)x;
  return rounded<kRounding>(nearest, compare_exactly(x, nearest));
}

template <Rounding kRounding>
JARIP_HELPER float narrowed(double x) {
  const float nearest = (float)x;
  const float finite = rounded<kRounding>(nearest, x - (double)nearest);
  return is_infinite(nearest) ? (is_infinite(x) ? nearest : overflowed<kRounding>(nearest))
                              : finite;
}

}  // namespace

#define TO_INTEGER(name, from, Integer)                                                         \
  JARIP_INLINE_FUNCTION Integer __##name##_rn(from x) { return saturated<Integer>(to_nearest(x)); } \
  JARIP_INLINE_FUNCTION Integer __##name##_rz(from x) { return saturated<Integer>(toward_zero(x)); } \
  JARIP_INLINE_FUNCTION Integer __##name##_ru(from x) { return saturated<Integer>(upward(x)); } \
  JARIP_INLINE_FUNCTION Integer __##name##_rd(from x) { return saturated<Integer>(downward(x)); }
TO_INTEGER(float2int, float, int32_t)
TO_INTEGER(float2uint, float, uint32_t)
TO_INTEGER(float2ll, float, wide)
TO_INTEGER(float2ull, float, unsigned_wide)
TO_INTEGER(double2int, double, int32_t)
TO_INTEGER(double2uint, double, uint32_t)
TO_INTEGER(double2ll, double, wide)
TO_INTEGER(double2ull, double, unsigned_wide)

#define FROM_INTEGER(name, Integer, to)                                                          \
  JARIP_INLINE_FUNCTION to __##name##_rn(Integer x) { return (to)x; }                            \
  JARIP_INLINE_FUNCTION to __##name##_rz(Integer x) { return directed<to, kTowardZero>(x); }     \
  JARIP_INLINE_FUNCTION to __##name##_ru(Integer x) { return directed<to, kUp>(x); }             \
  JARIP_INLINE_FUNCTION to __##name##_rd(Integer x) { return directed<to, kDown>(x); }
FROM_INTEGER(int2float, int32_t, float)
FROM_INTEGER(uint2float, uint32_t, float)
FROM_INTEGER(ll2float, wide, float)
FROM_INTEGER(ull2float, unsigned_wide, float)
FROM_INTEGER(ll2double, wide, double)
FROM_INTEGER(ull2double, unsigned_wide, double)

JARIP_INLINE_FUNCTION float __double2float_rn(double x) { return (float)x; }
JARIP_INLINE_FUNCTION float __double2float_rz(double x) { return narrowed<kTowardZero>(x); }
JARIP_INLINE_FUNCTION float __double2float_ru(double x) { return narrowed<kUp>(x); }
JARIP_INLINE_FUNCTION float __double2float_rd(double x) { return narrowed<kDown>(x); }
