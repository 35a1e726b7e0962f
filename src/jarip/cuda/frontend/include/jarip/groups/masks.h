/* Lanes as bits of a mask, and values of any size moved between lanes. */
#ifndef JARIP_GROUPS_MASKS_H
#define JARIP_GROUPS_MASKS_H
#pragma clang system_header
#include "../../cuda_runtime.h"

namespace jarip {

JARIP_DEVICE unsigned int lane(void) { return __nvvm_read_ptx_sreg_laneid(); }
JARIP_DEVICE unsigned int lanes_below(void) { return (1u << lane()) - 1u; }

/* Bit k of the result is bit (position of the k-th lane of `lanes`) of `bits`. */
JARIP_DEVICE unsigned int gather_bits(unsigned int bits, unsigned int lanes) {
  unsigned int result = 0;
  for (unsigned int rank = 0; lanes; ++rank, lanes &= lanes - 1)
    result |= (bits >> __builtin_ctz(lanes) & 1u) << rank;
  return result;
}
/* The lane that has this rank among `lanes`. */
JARIP_DEVICE unsigned int lane_of_rank(unsigned int lanes, unsigned int rank) {
  for (; rank; --rank) lanes &= lanes - 1;
  return lanes ? (unsigned int)__builtin_ctz(lanes) : 0;
}

/* A value of any size moved word by word; `move` shuffles one word. */
template <class T, class Move>
JARIP_DEVICE T shuffle_words(T value, Move move) {
  static_assert(__is_trivially_copyable(T), "shuffled values are copied as words");
  constexpr unsigned int kWords = (sizeof(T) + 3) / 4;
  unsigned int words[kWords] = {};
  __builtin_memcpy(words, &value, sizeof(T));
#pragma unroll
  for (unsigned int i = 0; i < kWords; ++i) words[i] = move(words[i]);
  T result;
  __builtin_memcpy(&result, words, sizeof(T));
  return result;
}

/* The value that lane `source` of the warp gives. */
template <class T>
JARIP_DEVICE T value_of_lane(unsigned int mask, T value, unsigned int source) {
  return shuffle_words(
      value, [=] __device__(unsigned int word) { return __shfl_sync(mask, word, (int)source); });
}

}  // namespace jarip

#endif
