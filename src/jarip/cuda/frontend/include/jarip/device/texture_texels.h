/* Texels as values: how one is read, by what the texture says of its format.
 * Source: CUDA C++ Programming Guide, appendix "Texture Fetching": read modes; CUDA Runtime API
 * reference, cudaTextureDesc.
 *
 * A format loads four words: integers in their lowest bits, numbers as the bits of floats. */
#ifndef JARIP_TEXTURE_TEXELS_H
#define JARIP_TEXTURE_TEXELS_H
#pragma clang system_header
#include "../../vector_types.h"
#include "../texture.h"
#include "declaration.h"
#include "math_library.h"

/* Stays a call, made a thread at a time: widened it would be most of a kernel's code. */
#define JARIP_CALLED static __attribute__((device, noinline, cold, unused))

namespace jarip {

struct texel_bits {
  unsigned int x, y, z, w;
};
JARIP_DEVICE unsigned int bits_of(float value) { return __builtin_bit_cast(unsigned int, value); }
JARIP_DEVICE float value_of(unsigned int bits) { return __builtin_bit_cast(float, bits); }
JARIP_DEVICE texel_bits bits_of(float4 v) {
  return {bits_of(v.x), bits_of(v.y), bits_of(v.z), bits_of(v.w)};
}
JARIP_DEVICE float4 values_of(texel_bits b) {
  return {value_of(b.x), value_of(b.y), value_of(b.z), value_of(b.w)};
}

/* ---- Known when the kernel is compiled: components of one size, as stored. A texel of up to four
 * bytes is read at once ---- */
template <int component_bytes, int count>
struct stored {
  typedef int offset;
  static JARIP_DEVICE offset texel_bytes(const JaripTexture *) { return component_bytes * count; }
  static JARIP_DEVICE texel_bits load(const JaripTexture *, const void *at) {
    const unsigned int *words = (const unsigned int *)at;
    if (component_bytes == 4)
      return {words[0], count > 1 ? words[1] : 0, count > 2 ? words[2] : 0, count > 2 ? words[3] : 0};
    if (component_bytes * count == 1) return {*(const unsigned char *)at, 0, 0, 0};
    if (component_bytes * count == 2) {
      const unsigned int texel = *(const unsigned short *)at;
      return {texel, texel >> 8, 0, 0};
    }
    if (component_bytes == 1) return {words[0], words[0] >> 8, words[0] >> 16, words[0] >> 24};
    const unsigned int high = count > 2 ? words[1] : 0;
    return {words[0], words[0] >> 16, high, high >> 16};
  }
};

/* byte / 255, correctly rounded. */
JARIP_DEVICE unsigned int fraction_of_byte(unsigned int bits) {
  const float value = (float)(bits & 255u), near = value * (1.0f / 255.0f);
  return bits_of(__builtin_fmaf(__builtin_fmaf(-255.0f, near, value), 1.0f / 255.0f, near));
}
template <int count>
struct fractions : stored<1, count> {
  static JARIP_DEVICE texel_bits load(const JaripTexture *t, const void *at) {
    const texel_bits b = stored<1, count>::load(t, at);
    return {fraction_of_byte(b.x), count > 1 ? fraction_of_byte(b.y) : 0,
            count > 2 ? fraction_of_byte(b.z) : 0, count > 2 ? fraction_of_byte(b.w) : 0};
  }
};

/* ---- Known when it runs: any format ---- */
template <class Word>
JARIP_DEVICE texel_bits load_components(const void *at, unsigned int components) {
  const Word *words = (const Word *)at;
  texel_bits bits = {(unsigned int)words[0], 0, 0, 0};
  if (components > 1) bits.y = (unsigned int)words[1];
  if (components > 2) {
    bits.z = (unsigned int)words[2];
    bits.w = (unsigned int)words[3];
  }
  return bits;
}
JARIP_DEVICE texel_bits load_as_stored(const JaripTexture *t, const void *at) {
  const bool is_signed = t->texel == JARIP_TEXEL_SIGNED;
  if (t->component_bytes == 4) return load_components<unsigned int>(at, t->components);
  if (t->component_bytes == 2)
    return is_signed ? load_components<short>(at, t->components)
                     : load_components<unsigned short>(at, t->components);
  return is_signed ? load_components<signed char>(at, t->components)
                   : load_components<unsigned char>(at, t->components);
}
/* A component as a number: as stored, or in [0, 1] or [-1, 1] in the normalized read mode. */
JARIP_CALLED float component_value(const JaripTexture *t, unsigned int bits) {
  if (t->texel == JARIP_TEXEL_FLOAT)
    return t->component_bytes == 2
               ? (float)__builtin_bit_cast(_Float16, (unsigned short)bits)
               : value_of(bits);
  if (!(t->flags & JARIP_TEXTURE_READ_NORMALIZED)) return value_of(bits);
  const unsigned int width = 8u * t->component_bytes;
  if (t->texel == JARIP_TEXEL_SIGNED) {
    const float value = (float)(int)bits / (float)((1u << (width - 1)) - 1u);
    return value < -1.0f ? -1.0f : value;
  }
  return (float)bits / (float)((1u << width) - 1u);
}
JARIP_CALLED float from_srgb(float value) {
  return value <= 0.04045f ? value / 12.92f : __jarip_powf((value + 0.055f) / 1.055f, 2.4f);
}
JARIP_CALLED texel_bits load_any(const JaripTexture *t, const void *at) {
  const texel_bits bits = load_as_stored(t, at);
  float4 value = {component_value(t, bits.x), 0.0f, 0.0f, 0.0f};
  if (t->components > 1) value.y = component_value(t, bits.y);
  if (t->components > 2) {
    value.z = component_value(t, bits.z);
    value.w = component_value(t, bits.w);
  }
  if (t->flags & JARIP_TEXTURE_SRGB)
    value = {from_srgb(value.x), from_srgb(value.y), from_srgb(value.z), value.w};
  return bits_of(value);
}
struct any_format {
  typedef long long offset;
  static JARIP_DEVICE offset texel_bytes(const JaripTexture *t) {
    return t->components * t->component_bytes;
  }
  static JARIP_DEVICE texel_bits load(const JaripTexture *t, const void *at) {
    return load_any(t, at);
  }
};

}  // namespace jarip

#endif
