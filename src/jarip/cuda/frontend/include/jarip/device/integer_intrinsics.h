/* Bits, wide products, funnel shifts, dot products.
 * Source: CUDA Math API reference, "Integer Intrinsics". */
#ifndef JARIP_INTEGER_INTRINSICS_H
#define JARIP_INTEGER_INTRINSICS_H
#pragma clang system_header
#include "../../vector_types.h"
#include "declaration.h"

JARIP_DEVICE int __clz(int x) { return __builtin_clzg((unsigned int)x, 32); }
JARIP_DEVICE int __clzll(long long x) { return __builtin_clzg((unsigned long long)x, 64); }
JARIP_DEVICE int __ffs(int x) { return __builtin_ffs(x); }
JARIP_DEVICE int __ffsll(long long x) { return __builtin_ffsll(x); }
JARIP_DEVICE int __popc(unsigned int x) { return __builtin_popcount(x); }
JARIP_DEVICE int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
JARIP_DEVICE unsigned int __brev(unsigned int x) { return __builtin_bitreverse32(x); }
JARIP_DEVICE unsigned long long __brevll(unsigned long long x) {
  return __builtin_bitreverse64(x);
}

/* The lowest 24 bits of each factor count; the hardware leaves the rest undefined. */
JARIP_DEVICE int __mul24(int x, int y) {
  return (int)((unsigned int)(x << 8 >> 8) * (unsigned int)(y << 8 >> 8));
}
JARIP_DEVICE unsigned int __umul24(unsigned int x, unsigned int y) {
  return (x & 0xffffffu) * (y & 0xffffffu);
}
JARIP_DEVICE int __mulhi(int x, int y) { return (int)((long long)x * y >> 32); }
JARIP_DEVICE unsigned int __umulhi(unsigned int x, unsigned int y) {
  return (unsigned int)((unsigned long long)x * y >> 32);
}
JARIP_DEVICE long long __mul64hi(long long x, long long y) {
  return (long long)((__int128)x * y >> 64);
}
JARIP_DEVICE unsigned long long __umul64hi(unsigned long long x, unsigned long long y) {
  return (unsigned long long)((unsigned __int128)x * y >> 64);
}

JARIP_DEVICE int __hadd(int x, int y) { return (int)(((long long)x + y) >> 1); }
JARIP_DEVICE int __rhadd(int x, int y) { return (int)(((long long)x + y + 1) >> 1); }
JARIP_DEVICE unsigned int __uhadd(unsigned int x, unsigned int y) {
  return (unsigned int)(((unsigned long long)x + y) >> 1);
}
JARIP_DEVICE unsigned int __urhadd(unsigned int x, unsigned int y) {
  return (unsigned int)(((unsigned long long)x + y + 1) >> 1);
}
JARIP_DEVICE unsigned int __sad(int x, int y, unsigned int z) {
  return (x > y ? (unsigned int)x - (unsigned int)y : (unsigned int)y - (unsigned int)x) + z;
}
JARIP_DEVICE unsigned int __usad(unsigned int x, unsigned int y, unsigned int z) {
  return (x > y ? x - y : y - x) + z;
}

JARIP_DEVICE unsigned int __funnelshift_l(unsigned int low, unsigned int high,
                                          unsigned int shift) {
  return __builtin_elementwise_fshl(high, low, shift);
}
JARIP_DEVICE unsigned int __funnelshift_r(unsigned int low, unsigned int high,
                                          unsigned int shift) {
  return __builtin_elementwise_fshr(high, low, shift);
}
/* The shifts that stop at 32 instead of wrapping. */
JARIP_DEVICE unsigned int __funnelshift_lc(unsigned int low, unsigned int high,
                                           unsigned int shift) {
  return shift >= 32u ? low : __builtin_elementwise_fshl(high, low, shift);
}
JARIP_DEVICE unsigned int __funnelshift_rc(unsigned int low, unsigned int high,
                                           unsigned int shift) {
  return shift >= 32u ? high : __builtin_elementwise_fshr(high, low, shift);
}

JARIP_LIBRARY unsigned int __byte_perm(unsigned int x, unsigned int y, unsigned int selector);
JARIP_LIBRARY unsigned int __fns(unsigned int mask, unsigned int base, int offset);

JARIP_LIBRARY int __jarip_dp4a_s32(int a, int b, int c);
JARIP_LIBRARY unsigned int __jarip_dp4a_u32(unsigned int a, unsigned int b, unsigned int c);
JARIP_LIBRARY int __jarip_dp2a_s32(int a, int b, int c, int upper);
JARIP_LIBRARY unsigned int __jarip_dp2a_u32(unsigned int a, unsigned int b, unsigned int c,
                                            int upper);

#define JARIP_WORD(v) __builtin_bit_cast(unsigned int, v)
JARIP_DEVICE int __dp4a(int a, int b, int c) { return __jarip_dp4a_s32(a, b, c); }
JARIP_DEVICE unsigned int __dp4a(unsigned int a, unsigned int b, unsigned int c) {
  return __jarip_dp4a_u32(a, b, c);
}
JARIP_DEVICE int __dp4a(char4 a, char4 b, int c) {
  return __jarip_dp4a_s32((int)JARIP_WORD(a), (int)JARIP_WORD(b), c);
}
JARIP_DEVICE unsigned int __dp4a(uchar4 a, uchar4 b, unsigned int c) {
  return __jarip_dp4a_u32(JARIP_WORD(a), JARIP_WORD(b), c);
}
#define JARIP_DP2A(name, upper)                                                        \
  JARIP_DEVICE int name(int a, int b, int c) { return __jarip_dp2a_s32(a, b, c, upper); } \
  JARIP_DEVICE unsigned int name(unsigned int a, unsigned int b, unsigned int c) {     \
    return __jarip_dp2a_u32(a, b, c, upper);                                           \
  }                                                                                    \
  JARIP_DEVICE int name(short2 a, char4 b, int c) {                                    \
    return __jarip_dp2a_s32((int)JARIP_WORD(a), (int)JARIP_WORD(b), c, upper);         \
  }                                                                                    \
  JARIP_DEVICE unsigned int name(ushort2 a, uchar4 b, unsigned int c) {                \
    return __jarip_dp2a_u32(JARIP_WORD(a), JARIP_WORD(b), c, upper);                   \
  }
JARIP_DP2A(__dp2a_lo, 0)
JARIP_DP2A(__dp2a_hi, 1)
#undef JARIP_DP2A
#undef JARIP_WORD

#endif
