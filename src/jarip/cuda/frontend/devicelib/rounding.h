/* Rounding in a stated direction: the nearest result, moved by one step where the exact result
 * lies on the wanted side of it. */
#ifndef JARIP_DEVICELIB_ROUNDING_H
#define JARIP_DEVICELIB_ROUNDING_H

#include "double_double.h"

namespace jarip {

enum Rounding { kTowardZero, kUp, kDown };

/* The neighbours of x; infinity's neighbour below is the largest finite number. */
JARIP_HELPER float next_up(float x) {
  const uint32_t bits = bits_of(x);
  const uint32_t moved = bits >> 31 ? bits - 1 : bits + 1;
  return x == 0.0f ? float_of(1) : x == __builtin_inff() ? x : float_of(moved);
}
JARIP_HELPER double next_up(double x) {
  const uint64_t bits = bits_of(x);
  const uint64_t moved = bits >> 63 ? bits - 1 : bits + 1;
  return x == 0.0 ? double_of(1) : x == __builtin_inf() ? x : double_of(moved);
}
template <class T>
JARIP_HELPER T next_down(T x) {
  return -next_up(-x);
}

/* `error` has the sign of the exact result less `nearest`. */
template <Rounding kRounding, class T, class Error>
JARIP_HELPER T rounded(T nearest, Error error) {
  const bool below = error < 0, above = error > 0;
  /* By the sign bit: a result that underflows to -0 is a negative one. */
  const bool negative = __builtin_signbit(nearest);
  bool move_up = kRounding == kUp && above, move_down = kRounding == kDown && below;
  if (kRounding == kTowardZero) {
    move_down = below && !negative;
    move_up = above && negative;
  }
  return move_up ? next_up(nearest) : move_down ? next_down(nearest) : nearest;
}

/* Where finite operands overflow, half of the directions give the largest finite number. */
template <Rounding kRounding, class T>
JARIP_HELPER T overflowed(T nearest) {
  const bool up = nearest > 0 && kRounding != kUp, down = nearest < 0 && kRounding != kDown;
  return up ? next_down(nearest) : down ? next_up(nearest) : nearest;
}

}  // namespace jarip

#endif
