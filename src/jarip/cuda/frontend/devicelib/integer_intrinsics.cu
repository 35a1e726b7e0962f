/* __byte_perm, __fns, dot products of bytes. */
#include "declaration.h"

/* Byte i of the result is the one of the eight in y:x that bits 4i+2..4i of the selector name. */
JARIP_INLINE_FUNCTION uint32_t __byte_perm(uint32_t x, uint32_t y, uint32_t selector) {
  const uint64_t bytes = (uint64_t)y << 32 | x;
  uint32_t result = 0;
#pragma unroll
  for (int i = 0; i < 4; ++i)
    result |= (uint32_t)(bytes >> 8 * (selector >> 4 * i & 7) & 0xff) << 8 * i;
  return result;
}

/* The position of the offset-th set bit from `base` on: upwards if offset is positive, downwards
 * if negative, `base` itself if 0; ~0 where there is none. */
JARIP_CALLED_FUNCTION uint32_t __fns(uint32_t mask, uint32_t base, int32_t offset) {
  if (offset == 0) return base < 32 && mask >> base & 1 ? base : ~0u;
  const int32_t step = offset > 0 ? 1 : -1;
  int32_t left = offset > 0 ? offset : -offset;
  for (int32_t position = (int32_t)base; position >= 0 && position < 32; position += step)
    if (mask >> position & 1 && --left == 0) return (uint32_t)position;
  return ~0u;
}

template <class Byte, class Word>
JARIP_HELPER Word dot_of_bytes(uint32_t a, uint32_t b, Word c) {
#pragma unroll
  for (int i = 0; i < 4; ++i) c += (Word)((Byte)(a >> 8 * i)) * (Word)((Byte)(b >> 8 * i));
  return c;
}
JARIP_INLINE_FUNCTION int32_t __jarip_dp4a_s32(int32_t a, int32_t b, int32_t c) {
  return (int32_t)dot_of_bytes<int8_t, uint32_t>((uint32_t)a, (uint32_t)b, (uint32_t)c);
}
JARIP_INLINE_FUNCTION uint32_t __jarip_dp4a_u32(uint32_t a, uint32_t b, uint32_t c) {
  return dot_of_bytes<uint8_t, uint32_t>(a, b, c);
}

/* The two halfwords of a, times the lower or the upper two bytes of b. */
template <class Half, class Byte>
JARIP_HELPER uint32_t dot_of_halves(uint32_t a, uint32_t b, uint32_t c) {
#pragma unroll
  for (int i = 0; i < 2; ++i) c += (uint32_t)(Half)(a >> 16 * i) * (uint32_t)(Byte)(b >> 8 * i);
  return c;
}
JARIP_INLINE_FUNCTION int32_t __jarip_dp2a_s32(int32_t a, int32_t b, int32_t c, int32_t upper) {
  const uint32_t bytes = upper ? (uint32_t)b >> 16 : (uint32_t)b;
  return (int32_t)dot_of_halves<int16_t, int8_t>((uint32_t)a, bytes, (uint32_t)c);
}
JARIP_INLINE_FUNCTION uint32_t __jarip_dp2a_u32(uint32_t a, uint32_t b, uint32_t c,
                                                int32_t upper) {
  return dot_of_halves<uint16_t, uint8_t>(a, upper ? b >> 16 : b, c);
}
