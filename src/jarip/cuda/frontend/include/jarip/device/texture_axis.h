/* Texture coordinates along one axis: repeating, the texels around a place, their weights.
 * Source: CUDA C++ Programming Guide, appendix "Texture Fetching": addressing modes, nearest-point
 * and linear filtering, the eight fraction bits of the weights. */
#ifndef JARIP_TEXTURE_AXIS_H
#define JARIP_TEXTURE_AXIS_H
#pragma clang system_header
#include "../texture.h"
#include "declaration.h"

namespace jarip {

/* A normalized coordinate, brought into the texture where that repeats. */
JARIP_DEVICE float repeated(float x, unsigned int mode) {
  const float below = __builtin_floorf(x), rest = x - below;
  const bool odd = below - 2.0f * __builtin_floorf(0.5f * below) != 0.0f;
  const float inside = mode == JARIP_ADDRESS_MIRROR && odd ? 1.0f - rest : rest;
  return mode == JARIP_ADDRESS_WRAP || mode == JARIP_ADDRESS_MIRROR ? inside : x;
}

/* An index brought inside, at most once round the texture, so that reading needs no condition. */
struct texel_index {
  int at;
  bool seen; /* or the border is */
};
JARIP_DEVICE texel_index index_of(int i, int count, unsigned int mode) {
  const bool inside = (unsigned int)i < (unsigned int)count;
  const int once_round = i < 0 ? i + count : inside ? i : i - count;
  const int wanted = mode == JARIP_ADDRESS_WRAP ? once_round : i;
  const int least = wanted > 0 ? wanted : 0;
  return {least < count ? least : count - 1, inside || mode != JARIP_ADDRESS_BORDER};
}

/* The weight of the upper neighbour: eight fraction bits. */
JARIP_DEVICE float weight(float x) {
  const float fraction = x - __builtin_floorf(x);
  return __builtin_floorf(fraction * 256.0f + 0.5f) * (1.0f / 256.0f);
}

/* The two texels around a place and the weight of the upper, where texels have their centres at
 * `centre`: at 0 `low` is the texel that holds the place. */
struct texel_pair {
  texel_index low, high;
  float upper;
};
JARIP_DEVICE texel_pair pair_of(float x, unsigned int count, unsigned int mode, float centre) {
  const float most = (float)count + 1.0f;
  x = __builtin_fmaxf(__builtin_fminf(x, most), -1.0f) - centre; /* a number, too, where x is none */
  const int i = (int)__builtin_floorf(x);
  return {index_of(i, (int)count, mode), index_of(i + 1, (int)count, mode), weight(x)};
}
JARIP_DEVICE texel_pair only(int at) { return {{at, true}, {at, true}, 0.0f}; }

}  // namespace jarip

#endif
