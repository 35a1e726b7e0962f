/* A fetch as the type it is asked for. Simple textures (JARIP_FORM_*) are sampled in the code of the
 * kernel, by what the type says of the format; all others by calls. */
#ifndef JARIP_TEXTURE_FETCHES_H
#define JARIP_TEXTURE_FETCHES_H
#pragma clang system_header
#include "texture_results.h"
#include "texture_sampling.h"

namespace jarip {

template <class T>
struct formats_of {
  static constexpr int count = texture_result<T>::count;
  static constexpr int component_bytes = sizeof(T) / count;
  static constexpr bool is_real = texture_result<T>::is_real;
  typedef stored<component_bytes, count> as_stored;
  typedef fractions<count> as_fractions;

  static JARIP_DEVICE bool is_stored(const JaripTexture *t) {
    return t->form == JARIP_FORM_STORED && t->components == count &&
           t->component_bytes == component_bytes;
  }
  static JARIP_DEVICE bool is_fractions(const JaripTexture *t) {
    return is_real && t->form == JARIP_FORM_FRACTIONS && t->components == count;
  }
};

template <class T, int Dimensions, class General>
JARIP_DEVICE T sample_or(const JaripTexture *t, float x, float y, float z, int slice,
                         General general) {
  typedef formats_of<T> formats;
  const bool linear = formats::is_real && t->flags & JARIP_TEXTURE_LINEAR_FILTER;
  if (formats::is_stored(t))
    return texture_result<T>::of(sample_level<typename formats::as_stored, Dimensions>(
        t, t->base, x, y, z, slice, linear));
  if (formats::is_fractions(t))
    return texture_result<T>::of(sample_level<typename formats::as_fractions, Dimensions>(
        t, t->base, x, y, z, slice, linear));
  return texture_result<T>::of(general());
}
template <class T, int Dimensions>
JARIP_DEVICE T sample(const JaripTexture *t, float x, float y, float z, int slice) {
  return sample_or<T, Dimensions>(t, x, y, z, slice, [&]() __attribute__((device)) {
    return t->level_count > 1 ? sample_detail<Dimensions>(t, x, y, z, slice, 0.0f)
                              : sample_any<Dimensions>(t, &t->base, x, y, z, slice);
  });
}
/* At a level of detail. A simple texture has but one. */
template <class T, int Dimensions>
JARIP_DEVICE T sample(const JaripTexture *t, float x, float y, float z, int slice, float detail) {
  return sample_or<T, Dimensions>(t, x, y, z, slice, [&]() __attribute__((device)) {
    return sample_detail<Dimensions>(t, x, y, z, slice, detail);
  });
}
/* Where a step in the texture's plane is `dx` and `dy`. */
template <class T, int Dimensions>
JARIP_DEVICE T sample(const JaripTexture *t, float x, float y, float z, int slice, float4 dx,
                      float4 dy) {
  return sample_or<T, Dimensions>(t, x, y, z, slice, [&]() __attribute__((device)) {
    return sample_detail<Dimensions>(t, x, y, z, slice, detail_of(t, dx, dy));
  });
}

/* Linear memory by its index; beyond its end there are zeros. */
template <class Format>
JARIP_DEVICE texel_bits element(const JaripTexture *t, int at) {
  return Format::load(t, (const char *)t->base.data + (long long)at * Format::texel_bytes(t));
}
template <class T>
JARIP_DEVICE T element_or_zero(const JaripTexture *t, int x) {
  typedef formats_of<T> formats;
  const bool inside = (unsigned int)x < t->base.width;
  const int at = inside ? x : 0;
  const texel_bits found = formats::is_stored(t) ? element<typename formats::as_stored>(t, at)
                           : formats::is_fractions(t)
                               ? element<typename formats::as_fractions>(t, at)
                               : element<any_format>(t, at);
  const texel_bits value = {inside ? found.x : 0, inside ? found.y : 0, inside ? found.z : 0,
                            inside ? found.w : 0};
  return texture_result<T>::of(value);
}

}  // namespace jarip

#endif
