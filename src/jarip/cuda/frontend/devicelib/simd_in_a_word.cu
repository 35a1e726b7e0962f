/* Two halfwords or four bytes in a word: each part is taken out, worked on as int, put back. */
#include "declaration.h"

namespace {

template <int kParts>
struct Parts;
template <>
struct Parts<2> {
  typedef int16_t Signed;
  typedef uint16_t Unsigned;
};
template <>
struct Parts<4> {
  typedef int8_t Signed;
  typedef uint8_t Unsigned;
};

template <class Part, int kParts, class Operation, class... Words>
JARIP_HELPER uint32_t for_each_part(Operation operation, Words... words) {
  constexpr int kBits = 32 / kParts;
  constexpr uint32_t kMask = (uint32_t)((1ull << kBits) - 1);
  uint32_t result = 0;
#pragma unroll
  for (int i = 0; i < kParts; ++i)
    result |= ((uint32_t)operation((int32_t)(Part)(words >> kBits * i)...) & kMask) << kBits * i;
  return result;
}

JARIP_HELPER int32_t clamped(int32_t x, int32_t low, int32_t high) {
  return x < low ? low : x > high ? high : x;
}
JARIP_HELPER int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }
JARIP_HELPER int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }
JARIP_HELPER int32_t distance(int32_t a, int32_t b) { return a > b ? a - b : b - a; }

}  // namespace

/* Both widths of one function. In `body` a and b are one part of each operand, kLow and kHigh the
 * limits of a signed part, kMost that of an unsigned one. */
#define LAMBDA [=] JARIP_SIDES
#define LIMITS(parts)                                                \
  constexpr int32_t kMost = (int32_t)((1ull << 32 / parts) - 1);     \
  constexpr int32_t kHigh = kMost >> 1, kLow = -kHigh - 1;           \
  (void)kMost, (void)kHigh, (void)kLow
#define UNARY(name, parts, body)                                                         \
  JARIP_INLINE_FUNCTION uint32_t name##parts(uint32_t x) {                               \
    LIMITS(parts);                                                                       \
    return for_each_part<Parts<parts>::Signed, parts>(LAMBDA(int32_t a) { return body; }, x); \
  }
#define BINARY(name, parts, sign, body)                                   \
  JARIP_INLINE_FUNCTION uint32_t name##parts(uint32_t x, uint32_t y) {    \
    LIMITS(parts);                                                        \
    return for_each_part<Parts<parts>::sign, parts>(                      \
        LAMBDA(int32_t a, int32_t b) { return body; }, x, y);             \
  }
#define UNARY_BOTH(name, body) UNARY(name, 2, body) UNARY(name, 4, body)
#define BINARY_BOTH(name, sign, body) BINARY(name, 2, sign, body) BINARY(name, 4, sign, body)

UNARY_BOTH(__vabs, a < 0 ? -a : a)
UNARY_BOTH(__vabsss, a < 0 ? smaller(-a, kHigh) : a)
UNARY_BOTH(__vneg, -a)
UNARY_BOTH(__vnegss, smaller(-a, kHigh))
BINARY_BOTH(__vadd, Signed, a + b)
BINARY_BOTH(__vaddss, Signed, clamped(a + b, kLow, kHigh))
BINARY_BOTH(__vaddus, Unsigned, smaller(a + b, kMost))
BINARY_BOTH(__vsub, Signed, a - b)
BINARY_BOTH(__vsubss, Signed, clamped(a - b, kLow, kHigh))
BINARY_BOTH(__vsubus, Unsigned, larger(a - b, 0))
/* Rounded away from zero. */
BINARY_BOTH(__vavgs, Signed, (a + b + (a + b >= 0)) >> 1)
BINARY_BOTH(__vavgu, Unsigned, (a + b + 1) >> 1)
BINARY_BOTH(__vhaddu, Unsigned, (a + b) >> 1)
BINARY_BOTH(__vmaxs, Signed, larger(a, b))
BINARY_BOTH(__vmaxu, Unsigned, larger(a, b))
BINARY_BOTH(__vmins, Signed, smaller(a, b))
BINARY_BOTH(__vminu, Unsigned, smaller(a, b))
BINARY_BOTH(__vabsdiffs, Signed, distance(a, b))
BINARY_BOTH(__vabsdiffu, Unsigned, distance(a, b))

#define COMPARE(name, sign, operator_)                        \
  BINARY_BOTH(__vcmp##name, sign, a operator_ b ? -1 : 0)     \
  BINARY_BOTH(__vset##name, sign, a operator_ b ? 1 : 0)
COMPARE(eq, Signed, ==)
COMPARE(ne, Signed, !=)
COMPARE(ges, Signed, >=)
COMPARE(geu, Unsigned, >=)
COMPARE(gts, Signed, >)
COMPARE(gtu, Unsigned, >)
COMPARE(les, Signed, <=)
COMPARE(leu, Unsigned, <=)
COMPARE(lts, Signed, <)
COMPARE(ltu, Unsigned, <)

/* Sums of absolute differences. */
#define SUM_OF_DIFFERENCES(name, parts, sign)                                             \
  JARIP_INLINE_FUNCTION uint32_t name##parts(uint32_t x, uint32_t y) {                    \
    typedef Parts<parts>::sign Part;                                                      \
    uint32_t sum = 0;                                                                     \
    _Pragma("unroll") for (int i = 0; i < parts; ++i) sum +=                              \
        (uint32_t)distance((Part)(x >> 32 / parts * i), (Part)(y >> 32 / parts * i));     \
    return sum;                                                                           \
  }
SUM_OF_DIFFERENCES(__vsads, 2, Signed)
SUM_OF_DIFFERENCES(__vsads, 4, Signed)
SUM_OF_DIFFERENCES(__vsadu, 2, Unsigned)
SUM_OF_DIFFERENCES(__vsadu, 4, Unsigned)

/* The comparing instructions of three operands; a halfword sum wraps before it is compared. */
template <class T>
JARIP_HELPER T most(T a, T b) {
  return a > b ? a : b;
}
template <class T>
JARIP_HELPER T least(T a, T b) {
  return a < b ? a : b;
}
#define TERNARY_WORD(name, word, type, body)                                            \
  JARIP_INLINE_FUNCTION type __vi##name##_##word(type a, type b, type c) { return body; }
#define TERNARY_HALVES(name, halves, Half, body)                                               \
  JARIP_INLINE_FUNCTION uint32_t __vi##name##_##halves(uint32_t x, uint32_t y, uint32_t z) {   \
    return for_each_part<Half, 2>(                                                             \
        LAMBDA(int32_t p, int32_t q, int32_t r) {                                              \
          const Half a = (Half)p, b = (Half)q, c = (Half)r;                                    \
          return (int32_t)(Half)(body);                                                        \
        },                                                                                     \
        x, y, z);                                                                              \
  }
#define SUM(type) (type)((uint32_t)a + (uint32_t)b)
#define TERNARY(name, choose)                                                              \
  TERNARY_WORD(add##name, s32, int32_t, choose(SUM(int32_t), c))                           \
  TERNARY_WORD(add##name, s32_relu, int32_t, most(choose(SUM(int32_t), c), (int32_t)0))    \
  TERNARY_WORD(add##name, u32, uint32_t, choose(SUM(uint32_t), c))                         \
  TERNARY_HALVES(add##name, s16x2, int16_t, choose(SUM(int16_t), c))                       \
  TERNARY_HALVES(add##name, s16x2_relu, int16_t, most(choose(SUM(int16_t), c), (int16_t)0)) \
  TERNARY_HALVES(add##name, u16x2, uint16_t, choose(SUM(uint16_t), c))                     \
  TERNARY_WORD(name##3, s32, int32_t, choose(choose(a, b), c))                             \
  TERNARY_WORD(name##3, s32_relu, int32_t, most(choose(choose(a, b), c), (int32_t)0))      \
  TERNARY_WORD(name##3, u32, uint32_t, choose(choose(a, b), c))                            \
  TERNARY_HALVES(name##3, s16x2, int16_t, choose(choose(a, b), c))                         \
  TERNARY_HALVES(name##3, s16x2_relu, int16_t, most(choose(choose(a, b), c), (int16_t)0))  \
  TERNARY_HALVES(name##3, u16x2, uint16_t, choose(choose(a, b), c))
TERNARY(max, most)
TERNARY(min, least)

#define RELU(name, choose)                                                                    \
  JARIP_INLINE_FUNCTION int32_t __vi##name##_s32_relu(int32_t a, int32_t b) {                 \
    return most(choose(a, b), 0);                                                             \
  }                                                                                           \
  JARIP_INLINE_FUNCTION uint32_t __vi##name##_s16x2_relu(uint32_t x, uint32_t y) {            \
    return for_each_part<int16_t, 2>(                                                         \
        LAMBDA(int32_t a, int32_t b) { return most(choose(a, b), 0); }, x, y);                \
  }
RELU(max, most)
RELU(min, least)
