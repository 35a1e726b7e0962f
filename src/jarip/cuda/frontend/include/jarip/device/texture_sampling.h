/* Reading texels and filtering between them, as the runtime describes a texture (jarip/texture.h).
 * Source: CUDA C++ Programming Guide, appendix "Texture Fetching": addressing, nearest-point and
 * linear filtering, the eight fraction bits of the weights; "Cubemap Textures".
 *
 * Everything that a texture object says is the same for all threads of a fetch, as a rule, so its
 * branches are uniform. */
#ifndef JARIP_TEXTURE_SAMPLING_H
#define JARIP_TEXTURE_SAMPLING_H
#pragma clang system_header
#include "../texture.h"
#include "declaration.h"
#include "math_library.h"

namespace jarip {

typedef JaripTextureLevel texture_level;

JARIP_DEVICE const JaripTexture *texture_of(unsigned long long object) {
  return (const JaripTexture *)object;
}

/* An index brought into [0, count), or -1 for the border. */
JARIP_DEVICE int addressed(int index, unsigned int count, unsigned int mode) {
  const int n = (int)count;
  if (mode == JARIP_ADDRESS_CLAMP) return index < 0 ? 0 : index < n ? index : n - 1;
  if (mode == JARIP_ADDRESS_BORDER) return index >= 0 && index < n ? index : -1;
  const int period = mode == JARIP_ADDRESS_MIRROR ? 2 * n : n;
  const int rest = index % period, inside = rest < 0 ? rest + period : rest;
  return inside < n ? inside : period - 1 - inside;
}

/* ---- One texel: its four components, as bits or as numbers ---- */
struct texel_bits {
  unsigned int x, y, z, w;
};
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
JARIP_DEVICE texel_bits load_texel(const JaripTexture *t, const void *at) {
  const bool is_signed = t->texel == JARIP_TEXEL_SIGNED;
  if (t->component_bytes == 4) return load_components<unsigned int>(at, t->components);
  if (t->component_bytes == 2)
    return is_signed ? load_components<short>(at, t->components)
                     : load_components<unsigned short>(at, t->components);
  return is_signed ? load_components<signed char>(at, t->components)
                   : load_components<unsigned char>(at, t->components);
}
JARIP_DEVICE const void *texel_at(const JaripTexture *t, const texture_level &level, int x, int y,
                                  int z) {
  return (const char *)level.data + (unsigned long long)z * level.slice_bytes +
         (unsigned long long)y * level.row_bytes +
         (unsigned long long)x * (t->components * t->component_bytes);
}

/* A component as a number: as stored, or in [0, 1] or [-1, 1] in the normalized read mode. */
JARIP_DEVICE float component_value(const JaripTexture *t, unsigned int bits) {
  if (t->texel == JARIP_TEXEL_FLOAT)
    return t->component_bytes == 2
               ? (float)__builtin_bit_cast(_Float16, (unsigned short)bits)
               : __builtin_bit_cast(float, bits);
  if (!(t->flags & JARIP_TEXTURE_READ_NORMALIZED)) return __builtin_bit_cast(float, bits);
  const unsigned int width = 8u * t->component_bytes;
  if (t->texel == JARIP_TEXEL_SIGNED) {
    const float value = (float)(int)bits / (float)((1u << (width - 1)) - 1u);
    return value < -1.0f ? -1.0f : value;
  }
  return (float)bits / (float)((1u << width) - 1u);
}
JARIP_DEVICE float from_srgb(float value) {
  return value <= 0.04045f ? value / 12.92f : __jarip_powf((value + 0.055f) / 1.055f, 2.4f);
}
JARIP_DEVICE float4 texel_value(const JaripTexture *t, texel_bits bits) {
  float4 value = {component_value(t, bits.x), 0.0f, 0.0f, 0.0f};
  if (t->components > 1) value.y = component_value(t, bits.y);
  if (t->components > 2) {
    value.z = component_value(t, bits.z);
    value.w = component_value(t, bits.w);
  }
  if (t->flags & JARIP_TEXTURE_SRGB)
    value = {from_srgb(value.x), from_srgb(value.y), from_srgb(value.z), value.w};
  return value;
}

/* The texel of these indices after addressing; beyond the border its colour. */
JARIP_DEVICE float4 fetch(const JaripTexture *t, const texture_level &level, int x, int y, int z) {
  const int i = addressed(x, level.width, t->address[0]);
  const int j = t->dimensions > 1 ? addressed(y, level.height, t->address[1]) : 0;
  const bool layers = t->flags & (JARIP_TEXTURE_LAYERED | JARIP_TEXTURE_CUBEMAP);
  const int k = layers               ? z
                : t->dimensions == 3 ? addressed(z, level.depth, t->address[2])
                                     : 0;
  if ((i | j | k) < 0) return float4{t->border[0], t->border[1], t->border[2], t->border[3]};
  return texel_value(t, load_texel(t, texel_at(t, level, i, j, k)));
}

/* ---- Coordinates ---- */
/* A normalized coordinate in texels. Wrapping and mirroring are done on the indices. */
JARIP_DEVICE float in_texels(const JaripTexture *t, float coordinate, unsigned int count) {
  return t->flags & JARIP_TEXTURE_NORMALIZED_COORDINATES ? coordinate * (float)count : coordinate;
}
JARIP_DEVICE int whole(float x) {
  const float low = __builtin_floorf(x);
  return low < -2147483648.0f ? -2147483647 : low > 2147483520.0f ? 2147483520 : (int)low;
}
/* The weight of the upper neighbour: eight fraction bits. */
JARIP_DEVICE float weight(float x) {
  const float fraction = x - __builtin_floorf(x);
  return __builtin_floorf(fraction * 256.0f + 0.5f) * (1.0f / 256.0f);
}
JARIP_DEVICE float4 mix(float4 a, float4 b, float upper) {
  const float lower = 1.0f - upper;
  return {lower * a.x + upper * b.x, lower * a.y + upper * b.y, lower * a.z + upper * b.z,
          lower * a.w + upper * b.w};
}

/* ---- Filtering: Dimensions says along which axes; `slice` is a layer or face where it is less
 * than three ---- */
template <int Dimensions>
JARIP_DEVICE float4 sample_level(const JaripTexture *t, const texture_level &level, float x,
                                 float y, float z, int slice) {
  x = in_texels(t, x, level.width);
  if (Dimensions > 1) y = in_texels(t, y, level.height);
  if (Dimensions > 2) z = in_texels(t, z, level.depth);
  if (!(t->flags & JARIP_TEXTURE_LINEAR_FILTER))
    return fetch(t, level, whole(x), Dimensions > 1 ? whole(y) : 0,
                 Dimensions > 2 ? whole(z) : slice);
  const float across = x - 0.5f, down = y - 0.5f, deep = z - 0.5f;
  const int i = whole(across), j = Dimensions > 1 ? whole(down) : 0;
  const int k = Dimensions > 2 ? whole(deep) : slice;
  const float a = weight(across);
  float4 value = mix(fetch(t, level, i, j, k), fetch(t, level, i + 1, j, k), a);
  if (Dimensions > 1) {
    const float4 below = mix(fetch(t, level, i, j + 1, k), fetch(t, level, i + 1, j + 1, k), a);
    value = mix(value, below, weight(down));
  }
  if (Dimensions > 2) {
    const float4 near = mix(fetch(t, level, i, j, k + 1), fetch(t, level, i + 1, j, k + 1), a);
    const float4 far = mix(fetch(t, level, i, j + 1, k + 1), fetch(t, level, i + 1, j + 1, k + 1), a);
    value = mix(value, mix(near, far, weight(down)), weight(deep));
  }
  return value;
}

/* A level of detail: the nearest level, or between two. */
template <int Dimensions>
JARIP_DEVICE float4 sample_detail(const JaripTexture *t, float x, float y, float z, int slice,
                                  float detail) {
  detail += t->level_bias;
  detail = detail < t->least_level ? t->least_level : detail;
  detail = detail > t->greatest_level ? t->greatest_level : detail;
  const float last = (float)(t->level_count - 1u);
  detail = detail > 0.0f ? (detail < last ? detail : last) : 0.0f;
  if (!(t->flags & JARIP_TEXTURE_LINEAR_BETWEEN_LEVELS))
    return sample_level<Dimensions>(t, t->levels[(int)(detail + 0.5f)], x, y, z, slice);
  const int low = (int)detail;
  const float4 fine = sample_level<Dimensions>(t, t->levels[low], x, y, z, slice);
  if ((float)low >= last) return fine;
  return mix(fine, sample_level<Dimensions>(t, t->levels[low + 1], x, y, z, slice),
             weight(detail));
}
template <int Dimensions>
JARIP_DEVICE float4 sample(const JaripTexture *t, float x, float y, float z, int slice) {
  if (t->level_count > 1) return sample_detail<Dimensions>(t, x, y, z, slice, 0.0f);
  return sample_level<Dimensions>(t, t->base, x, y, z, slice);
}

/* The level at which a step in the texture's plane is one texel long. */
JARIP_DEVICE float detail_of(const JaripTexture *t, float4 dx, float4 dy) {
  const bool normalized = t->flags & JARIP_TEXTURE_NORMALIZED_COORDINATES;
  const float width = normalized ? (float)t->base.width : 1.0f;
  const float height = normalized ? (float)t->base.height : 1.0f;
  const float depth = normalized ? (float)t->base.depth : 1.0f;
  const float ax = dx.x * width, ay = dx.y * height, az = dx.z * depth;
  const float bx = dy.x * width, by = dy.y * height, bz = dy.z * depth;
  const float a = ax * ax + ay * ay + az * az, b = bx * bx + by * by + bz * bz;
  const float longest = a > b ? a : b;
  return longest > 0.0f ? 0.5f * __jarip_log2f(longest) : -64.0f;
}

/* Layers are clamped. */
JARIP_DEVICE int layer_of(const JaripTexture *t, int layer, int slices_each) {
  const int layers = (int)t->base.depth / slices_each;
  return (layer < 0 ? 0 : layer < layers ? layer : layers - 1) * slices_each;
}

/* The face of a cube that a direction hits, and where. */
struct cube_place {
  int face;
  float s, t;
};
JARIP_DEVICE cube_place on_cube(float x, float y, float z) {
  const float ax = __builtin_fabsf(x), ay = __builtin_fabsf(y), az = __builtin_fabsf(z);
  int face;
  float s, t, m;
  if (ax >= ay && ax >= az) {
    face = x >= 0 ? 0 : 1;
    m = ax, s = x >= 0 ? -z : z, t = -y;
  } else if (ay >= az) {
    face = y >= 0 ? 2 : 3;
    m = ay, s = x, t = y >= 0 ? z : -z;
  } else {
    face = z >= 0 ? 4 : 5;
    m = az, s = z >= 0 ? x : -x, t = -y;
  }
  return {face, (s / m + 1.0f) * 0.5f, (t / m + 1.0f) * 0.5f};
}

}  // namespace jarip

#endif
