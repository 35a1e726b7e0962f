/* Filtering between texels, levels, layers and faces.
 * Source: CUDA C++ Programming Guide, appendix "Texture Fetching", "Cubemap Textures".
 *
 * What a texture says is the same for all threads of a fetch, as a rule: its branches are uniform. */
#ifndef JARIP_TEXTURE_SAMPLING_H
#define JARIP_TEXTURE_SAMPLING_H
#pragma clang system_header
#include "texture_axis.h"
#include "texture_texels.h"

namespace jarip {

typedef JaripTextureLevel texture_level;

JARIP_DEVICE const JaripTexture *texture_of(unsigned long long object) {
  return (const JaripTexture *)object;
}

/* ---- One level of a texture. Dimensions are those filtered; `slice` is a layer or a face ---- */
struct texel_place {
  texel_pair x, y, z;
};
template <int Dimensions>
JARIP_DEVICE texel_place place_of(const JaripTexture *t, const texture_level &level, float x,
                                  float y, float z, int slice, bool linear) {
  if (t->flags & JARIP_TEXTURE_NORMALIZED_COORDINATES) {
    x = repeated(x, t->address[0]) * (float)level.width;
    if (Dimensions > 1) y = repeated(y, t->address[1]) * (float)level.height;
    if (Dimensions > 2) z = repeated(z, t->address[2]) * (float)level.depth;
  }
  const float centre = linear ? 0.5f : 0.0f;
  return {pair_of(x, level.width, t->address[0], centre),
          Dimensions > 1 ? pair_of(y, level.height, t->address[1], centre) : only(0),
          Dimensions > 2 ? pair_of(z, level.depth, t->address[2], centre) : only(slice)};
}

template <class Format>
JARIP_DEVICE texel_bits texel(const JaripTexture *t, const texture_level &level, texel_index x,
                              texel_index y, texel_index z) {
  typedef typename Format::offset offset;
  const offset place = z.at * (offset)level.slice_bytes + y.at * (offset)level.row_bytes +
                       x.at * Format::texel_bytes(t);
  const texel_bits found = Format::load(t, (const char *)level.data + place);
  const bool seen = x.seen && y.seen && z.seen;
  const texel_bits border = bits_of({t->border[0], t->border[1], t->border[2], t->border[3]});
  return {seen ? found.x : border.x, seen ? found.y : border.y, seen ? found.z : border.z,
          seen ? found.w : border.w};
}

JARIP_DEVICE float4 mix(float4 a, float4 b, float upper) {
  const float lower = 1.0f - upper;
  return {lower * a.x + upper * b.x, lower * a.y + upper * b.y, lower * a.z + upper * b.z,
          lower * a.w + upper * b.w};
}
template <class Format, int Dimensions>
JARIP_DEVICE float4 sample_plane(const JaripTexture *t, const texture_level &level,
                                 const texel_place &at, texel_index z) {
  const float4 a = values_of(texel<Format>(t, level, at.x.low, at.y.low, z));
  const float4 b = values_of(texel<Format>(t, level, at.x.high, at.y.low, z));
  if (Dimensions == 1) return mix(a, b, at.x.upper);
  const float4 c = values_of(texel<Format>(t, level, at.x.low, at.y.high, z));
  const float4 d = values_of(texel<Format>(t, level, at.x.high, at.y.high, z));
  return mix(mix(a, b, at.x.upper), mix(c, d, at.x.upper), at.y.upper);
}
/* A texel's bits where nothing is filtered, else those of a number. */
template <class Format, int Dimensions>
JARIP_DEVICE texel_bits sample_level(const JaripTexture *t, const texture_level &level, float x,
                                     float y, float z, int slice, bool linear) {
  const texel_place at = place_of<Dimensions>(t, level, x, y, z, slice, linear);
  if (!linear) return texel<Format>(t, level, at.x.low, at.y.low, at.z.low);
  if (Dimensions < 3) return bits_of(sample_plane<Format, Dimensions>(t, level, at, at.z.low));
  float4 near = {}, value = {};
#pragma nounroll
  for (int deep = 0; deep < 2; ++deep) {
    near = value;
    value = sample_plane<Format, Dimensions>(t, level, at, deep ? at.z.high : at.z.low);
  }
  return bits_of(mix(near, value, at.z.upper));
}

/* ---- Levels of detail: the nearest, or between two ---- */
template <int Dimensions>
JARIP_CALLED float4 sample_any(const JaripTexture *t, const texture_level *level, float x, float y,
                               float z, int slice) {
  return values_of(sample_level<any_format, Dimensions>(
      t, *level, x, y, z, slice, t->flags & JARIP_TEXTURE_LINEAR_FILTER));
}
template <int Dimensions>
JARIP_CALLED float4 sample_detail(const JaripTexture *t, float x, float y, float z, int slice,
                                  float detail) {
  detail += t->level_bias;
  detail = detail < t->least_level ? t->least_level : detail;
  detail = detail > t->greatest_level ? t->greatest_level : detail;
  const float last = (float)(t->level_count - 1u);
  detail = detail > 0.0f ? (detail < last ? detail : last) : 0.0f;
  if (!(t->flags & JARIP_TEXTURE_LINEAR_BETWEEN_LEVELS))
    return sample_any<Dimensions>(t, t->levels + (int)(detail + 0.5f), x, y, z, slice);
  const int low = (int)detail;
  const float4 fine = sample_any<Dimensions>(t, t->levels + low, x, y, z, slice);
  if ((float)low >= last) return fine;
  return mix(fine, sample_any<Dimensions>(t, t->levels + low + 1, x, y, z, slice), weight(detail));
}

/* The level at which a step in the texture's plane is one texel long. */
JARIP_CALLED float detail_of(const JaripTexture *t, float4 dx, float4 dy) {
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

/* One component of the four texels that a linear fetch would mix, counter-clockwise from the lower
 * left. */
JARIP_CALLED float4 gather(const JaripTexture *t, float x, float y, int component) {
  const texel_place at = place_of<2>(t, t->base, x, y, 0, 0, true);
  const texel_index first = {0, true};
  const texel_bits a = texel<any_format>(t, t->base, at.x.low, at.y.high, first);
  const texel_bits b = texel<any_format>(t, t->base, at.x.high, at.y.high, first);
  const texel_bits c = texel<any_format>(t, t->base, at.x.high, at.y.low, first);
  const texel_bits d = texel<any_format>(t, t->base, at.x.low, at.y.low, first);
  if (component == 0) return values_of({a.x, b.x, c.x, d.x});
  if (component == 1) return values_of({a.y, b.y, c.y, d.y});
  if (component == 2) return values_of({a.z, b.z, c.z, d.z});
  return values_of({a.w, b.w, c.w, d.w});
}

/* ---- Slices ---- */
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
