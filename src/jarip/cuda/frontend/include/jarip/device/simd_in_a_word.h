/* Two halfwords or four bytes in a 32-bit word.
 * Source: CUDA Math API reference, "SIMD Intrinsics". Defined in devicelib/simd_in_a_word.cu. */
#ifndef JARIP_SIMD_IN_A_WORD_H
#define JARIP_SIMD_IN_A_WORD_H
#pragma clang system_header
#include "declaration.h"

#define JARIP_WORD_UNARY(name)                     \
  JARIP_LIBRARY unsigned int name##2(unsigned int); \
  JARIP_LIBRARY unsigned int name##4(unsigned int)
#define JARIP_WORD_BINARY(name)                                  \
  JARIP_LIBRARY unsigned int name##2(unsigned int, unsigned int); \
  JARIP_LIBRARY unsigned int name##4(unsigned int, unsigned int)
#define JARIP_WORD_COMPARE(name)   \
  JARIP_WORD_BINARY(__vcmp##name); \
  JARIP_WORD_BINARY(__vset##name)

JARIP_WORD_UNARY(__vabs);
JARIP_WORD_UNARY(__vabsss);
JARIP_WORD_UNARY(__vneg);
JARIP_WORD_UNARY(__vnegss);
JARIP_WORD_BINARY(__vadd);
JARIP_WORD_BINARY(__vaddss);
JARIP_WORD_BINARY(__vaddus);
JARIP_WORD_BINARY(__vsub);
JARIP_WORD_BINARY(__vsubss);
JARIP_WORD_BINARY(__vsubus);
JARIP_WORD_BINARY(__vavgs);
JARIP_WORD_BINARY(__vavgu);
JARIP_WORD_BINARY(__vhaddu);
JARIP_WORD_BINARY(__vmaxs);
JARIP_WORD_BINARY(__vmaxu);
JARIP_WORD_BINARY(__vmins);
JARIP_WORD_BINARY(__vminu);
JARIP_WORD_BINARY(__vabsdiffs);
JARIP_WORD_BINARY(__vabsdiffu);
JARIP_WORD_BINARY(__vsads);
JARIP_WORD_BINARY(__vsadu);
JARIP_WORD_COMPARE(eq);
JARIP_WORD_COMPARE(ne);
JARIP_WORD_COMPARE(ges);
JARIP_WORD_COMPARE(geu);
JARIP_WORD_COMPARE(gts);
JARIP_WORD_COMPARE(gtu);
JARIP_WORD_COMPARE(les);
JARIP_WORD_COMPARE(leu);
JARIP_WORD_COMPARE(lts);
JARIP_WORD_COMPARE(ltu);

/* Three-operand minimum and maximum, also after an addition, also not below zero (relu). */
#define JARIP_WORD_TERNARY(name)                                                             \
  JARIP_LIBRARY int __vi##name##_s32(int, int, int);                                         \
  JARIP_LIBRARY int __vi##name##_s32_relu(int, int, int);                                    \
  JARIP_LIBRARY unsigned int __vi##name##_u32(unsigned int, unsigned int, unsigned int);     \
  JARIP_LIBRARY unsigned int __vi##name##_s16x2(unsigned int, unsigned int, unsigned int);   \
  JARIP_LIBRARY unsigned int __vi##name##_s16x2_relu(unsigned int, unsigned int, unsigned int); \
  JARIP_LIBRARY unsigned int __vi##name##_u16x2(unsigned int, unsigned int, unsigned int)
JARIP_WORD_TERNARY(addmax);
JARIP_WORD_TERNARY(addmin);
JARIP_WORD_TERNARY(max3);
JARIP_WORD_TERNARY(min3);

#define JARIP_WORD_RELU(name)                                                   \
  JARIP_LIBRARY int __vi##name##_s32_relu(int, int);                            \
  JARIP_LIBRARY unsigned int __vi##name##_s16x2_relu(unsigned int, unsigned int)
JARIP_WORD_RELU(max);
JARIP_WORD_RELU(min);

/* Minimum or maximum, and which operand it was. */
#define JARIP_WORD_CHOICE(name)                                                              \
  JARIP_DEVICE int __vib##name##_s32(int a, int b, bool *first) {                            \
    return (*first = JARIP_FIRST(name, a, b)) ? a : b;                                       \
  }                                                                                          \
  JARIP_DEVICE unsigned int __vib##name##_u32(unsigned int a, unsigned int b, bool *first) { \
    return (*first = JARIP_FIRST(name, a, b)) ? a : b;                                       \
  }                                                                                          \
  JARIP_DEVICE unsigned int __vib##name##_s16x2(unsigned int a, unsigned int b,              \
                                                bool *first_high, bool *first_low) {         \
    *first_high = JARIP_FIRST(name, (short)(a >> 16), (short)(b >> 16));                     \
    *first_low = JARIP_FIRST(name, (short)a, (short)b);                                      \
    return ((*first_high ? a : b) & 0xffff0000u) | ((*first_low ? a : b) & 0xffffu);         \
  }                                                                                          \
  JARIP_DEVICE unsigned int __vib##name##_u16x2(unsigned int a, unsigned int b,              \
                                                bool *first_high, bool *first_low) {         \
    *first_high = JARIP_FIRST(name, a >> 16, b >> 16);                                       \
    *first_low = JARIP_FIRST(name, a & 0xffffu, b & 0xffffu);                                \
    return ((*first_high ? a : b) & 0xffff0000u) | ((*first_low ? a : b) & 0xffffu);         \
  }
#define JARIP_FIRST(name, a, b) JARIP_FIRST_##name(a, b)
#define JARIP_FIRST_max(a, b) ((a) >= (b))
#define JARIP_FIRST_min(a, b) ((a) <= (b))
JARIP_WORD_CHOICE(max)
JARIP_WORD_CHOICE(min)
#undef JARIP_FIRST_min
#undef JARIP_FIRST_max
#undef JARIP_FIRST
#undef JARIP_WORD_CHOICE
#undef JARIP_WORD_RELU
#undef JARIP_WORD_TERNARY
#undef JARIP_WORD_COMPARE
#undef JARIP_WORD_BINARY
#undef JARIP_WORD_UNARY

#endif
