/* Operations of a warp: shuffles, votes, match, reduce.
 * Source: CUDA C++ Programming Guide, "Warp Vote Functions", "Warp Match Functions",
 * "Warp Reduce Functions", "Warp Shuffle Functions". */
#ifndef JARIP_WARP_H
#define JARIP_WARP_H
#pragma clang system_header
#include "declaration.h"

/* The last operand of a shuffle: bits 12..8 are the lanes that stay fixed (a segment of `width`),
 * bits 4..0 the last lane of a segment. PTX ISA, "shfl.sync". */
#define JARIP_SEGMENT(width) ((32 - (width)) << 8)

#define JARIP_SHUFFLE(name, variant, third, last)                                             \
  JARIP_DEVICE int name(unsigned int mask, int value, third, int width = 32) {                \
    return __nvvm_shfl_sync_##variant##_i32(mask, value, (int)lane, JARIP_SEGMENT(width) | last); \
  }                                                                                           \
  JARIP_DEVICE float name(unsigned int mask, float value, third, int width = 32) {            \
    return __nvvm_shfl_sync_##variant##_f32(mask, value, (int)lane, JARIP_SEGMENT(width) | last); \
  }                                                                                           \
  JARIP_DEVICE unsigned int name(unsigned int mask, unsigned int value, third, int width = 32) { \
    return (unsigned int)name(mask, (int)value, lane, width);                                 \
  }                                                                                           \
  JARIP_DEVICE unsigned long long name(unsigned int mask, unsigned long long value, third,    \
                                       int width = 32) {                                      \
    unsigned int low = name(mask, (unsigned int)value, lane, width);                          \
    unsigned int high = name(mask, (unsigned int)(value >> 32), lane, width);                 \
    return (unsigned long long)high << 32 | low;                                              \
  }                                                                                           \
  JARIP_DEVICE long long name(unsigned int mask, long long value, third, int width = 32) {    \
    return (long long)name(mask, (unsigned long long)value, lane, width);                     \
  }                                                                                           \
  JARIP_DEVICE unsigned long name(unsigned int mask, unsigned long value, third,              \
                                  int width = 32) {                                           \
    return (unsigned long)name(mask, (unsigned long long)value, lane, width);                 \
  }                                                                                           \
  JARIP_DEVICE long name(unsigned int mask, long value, third, int width = 32) {              \
    return (long)name(mask, (unsigned long long)value, lane, width);                          \
  }                                                                                           \
  JARIP_DEVICE double name(unsigned int mask, double value, third, int width = 32) {          \
    return __builtin_bit_cast(                                                                \
        double, name(mask, __builtin_bit_cast(unsigned long long, value), lane, width));      \
  }

JARIP_SHUFFLE(__shfl_sync, idx, int lane, 0x1f)
JARIP_SHUFFLE(__shfl_up_sync, up, unsigned int lane, 0)
JARIP_SHUFFLE(__shfl_down_sync, down, unsigned int lane, 0x1f)
JARIP_SHUFFLE(__shfl_xor_sync, bfly, int lane, 0x1f)
#undef JARIP_SHUFFLE
#undef JARIP_SEGMENT

JARIP_DEVICE unsigned int __activemask(void) { return __nvvm_activemask(); }
JARIP_DEVICE int __all_sync(unsigned int mask, int predicate) {
  return __nvvm_vote_all_sync(mask, predicate);
}
JARIP_DEVICE int __any_sync(unsigned int mask, int predicate) {
  return __nvvm_vote_any_sync(mask, predicate);
}
JARIP_DEVICE int __uni_sync(unsigned int mask, int predicate) {
  return __nvvm_vote_uni_sync(mask, predicate);
}
JARIP_DEVICE unsigned int __ballot_sync(unsigned int mask, int predicate) {
  return __nvvm_vote_ballot_sync(mask, predicate);
}

/* The forms without a mask, of programs written before compute capability 7.0: all active lanes. */
template <class T>
JARIP_DEVICE T __shfl(T value, int lane, int width = 32) {
  return __shfl_sync(__nvvm_activemask(), value, lane, width);
}
template <class T>
JARIP_DEVICE T __shfl_up(T value, unsigned int delta, int width = 32) {
  return __shfl_up_sync(__nvvm_activemask(), value, delta, width);
}
template <class T>
JARIP_DEVICE T __shfl_down(T value, unsigned int delta, int width = 32) {
  return __shfl_down_sync(__nvvm_activemask(), value, delta, width);
}
template <class T>
JARIP_DEVICE T __shfl_xor(T value, int lanes, int width = 32) {
  return __shfl_xor_sync(__nvvm_activemask(), value, lanes, width);
}
JARIP_DEVICE int __all(int predicate) { return __all_sync(__nvvm_activemask(), predicate); }
JARIP_DEVICE int __any(int predicate) { return __any_sync(__nvvm_activemask(), predicate); }
JARIP_DEVICE unsigned int __ballot(int predicate) {
  return __ballot_sync(__nvvm_activemask(), predicate);
}

#define JARIP_MATCH(type, word, bits)                                               \
  JARIP_DEVICE unsigned int __match_any_sync(unsigned int mask, type value) {       \
    return __nvvm_match_any_sync_##bits(mask, __builtin_bit_cast(word, value));     \
  }                                                                                 \
  JARIP_DEVICE unsigned int __match_all_sync(unsigned int mask, type value, int *same) { \
    return __nvvm_match_all_sync_##bits##p(mask, __builtin_bit_cast(word, value), same); \
  }
JARIP_MATCH(int, int, i32)
JARIP_MATCH(unsigned int, int, i32)
JARIP_MATCH(float, int, i32)
JARIP_MATCH(long, long long, i64)
JARIP_MATCH(unsigned long, long long, i64)
JARIP_MATCH(long long, long long, i64)
JARIP_MATCH(unsigned long long, long long, i64)
JARIP_MATCH(double, long long, i64)
#undef JARIP_MATCH

#define JARIP_REDUCE(type, name, builtin)                              \
  JARIP_DEVICE type name(unsigned int mask, type value) {              \
    return (type)__nvvm_redux_sync_##builtin((int)value, (int)mask);   \
  }
JARIP_REDUCE(int, __reduce_add_sync, add)
JARIP_REDUCE(unsigned int, __reduce_add_sync, add)
JARIP_REDUCE(int, __reduce_min_sync, min)
JARIP_REDUCE(unsigned int, __reduce_min_sync, umin)
JARIP_REDUCE(int, __reduce_max_sync, max)
JARIP_REDUCE(unsigned int, __reduce_max_sync, umax)
JARIP_REDUCE(unsigned int, __reduce_and_sync, and)
JARIP_REDUCE(unsigned int, __reduce_or_sync, or)
JARIP_REDUCE(unsigned int, __reduce_xor_sync, xor)
#undef JARIP_REDUCE

#endif
