/* Fetches from texture objects: tex1D, tex2D, tex3D, their layers, levels of detail and gradients,
 * cube maps and gathers. Source: CUDA C++ Programming Guide, "Texture Functions", "Texture Object
 * API". Each has a form that returns the texel and one that writes it through a pointer. */
#ifndef JARIP_TEXTURE_INDIRECT_FUNCTIONS_H
#define JARIP_TEXTURE_INDIRECT_FUNCTIONS_H
#pragma clang system_header
#if defined(__CUDA__)
#include "jarip/device/texture_results.h"
#include "texture_types.h"

/* In the bodies `t` is the texture and `value` what is fetched. */
#define JARIP_FETCH(name, parameters, arguments, value)                                \
  template <class T>                                                                   \
  JARIP_DEVICE T name parameters {                                                     \
    using namespace jarip;                                                             \
    const JaripTexture *t = texture_of(object);                                        \
    return texture_result<T>::of(value);                                               \
  }
#define JARIP_UNPACK(...) __VA_ARGS__
#define JARIP_FETCHES(name, coordinates, passed, value)                                \
  JARIP_FETCH(name, (cudaTextureObject_t object, JARIP_UNPACK coordinates), , value)   \
  template <class T>                                                                   \
  JARIP_DEVICE void name(T *to, cudaTextureObject_t object, JARIP_UNPACK coordinates) { \
    *to = name<T>(object, JARIP_UNPACK passed);                                        \
  }
/* Where memory may be sparse: all of ours is there. */
#define JARIP_FETCHES_SPARSE(name, coordinates, passed, value)                         \
  JARIP_FETCHES(name, coordinates, passed, value)                                      \
  template <class T>                                                                   \
  JARIP_DEVICE T name(cudaTextureObject_t object, JARIP_UNPACK coordinates, bool *resident) { \
    *resident = true;                                                                  \
    return name<T>(object, JARIP_UNPACK passed);                                       \
  }

/* Linear memory by its index; beyond its end there are zeros. */
template <class T>
JARIP_DEVICE T tex1Dfetch(cudaTextureObject_t object, int x) {
  using namespace jarip;
  const JaripTexture *t = texture_of(object);
  if ((unsigned int)x >= t->base.width) return T{};
  const texel_bits bits = load_texel(t, texel_at(t, t->base, x, 0, 0));
  if (texture_result<T>::is_real) return texture_result<T>::of(texel_value(t, bits));
  return texture_result<T>::of(bits);
}
template <class T>
JARIP_DEVICE void tex1Dfetch(T *to, cudaTextureObject_t object, int x) {
  *to = tex1Dfetch<T>(object, x);
}

JARIP_FETCHES(tex1D, (float x), (x), (sample<1>(t, x, 0, 0, 0)))
JARIP_FETCHES_SPARSE(tex2D, (float x, float y), (x, y), (sample<2>(t, x, y, 0, 0)))
JARIP_FETCHES_SPARSE(tex3D, (float x, float y, float z), (x, y, z), (sample<3>(t, x, y, z, 0)))
JARIP_FETCHES(tex1DLayered, (float x, int layer), (x, layer),
              (sample<1>(t, x, 0, 0, layer_of(t, layer, 1))))
JARIP_FETCHES_SPARSE(tex2DLayered, (float x, float y, int layer), (x, y, layer),
                     (sample<2>(t, x, y, 0, layer_of(t, layer, 1))))

JARIP_FETCHES(tex1DLod, (float x, float level), (x, level),
              (sample_detail<1>(t, x, 0, 0, 0, level)))
JARIP_FETCHES_SPARSE(tex2DLod, (float x, float y, float level), (x, y, level),
                     (sample_detail<2>(t, x, y, 0, 0, level)))
JARIP_FETCHES_SPARSE(tex3DLod, (float x, float y, float z, float level), (x, y, z, level),
                     (sample_detail<3>(t, x, y, z, 0, level)))
JARIP_FETCHES(tex1DLayeredLod, (float x, int layer, float level), (x, layer, level),
              (sample_detail<1>(t, x, 0, 0, layer_of(t, layer, 1), level)))
JARIP_FETCHES_SPARSE(tex2DLayeredLod, (float x, float y, int layer, float level),
                     (x, y, layer, level),
                     (sample_detail<2>(t, x, y, 0, layer_of(t, layer, 1), level)))

#define JARIP_DETAIL_1 detail_of(t, float4{dPdx, 0, 0, 0}, float4{dPdy, 0, 0, 0})
#define JARIP_DETAIL_2 detail_of(t, float4{dPdx.x, dPdx.y, 0, 0}, float4{dPdy.x, dPdy.y, 0, 0})
#define JARIP_DETAIL_3 \
  detail_of(t, float4{dPdx.x, dPdx.y, dPdx.z, 0}, float4{dPdy.x, dPdy.y, dPdy.z, 0})
JARIP_FETCHES(tex1DGrad, (float x, float dPdx, float dPdy), (x, dPdx, dPdy),
              (sample_detail<1>(t, x, 0, 0, 0, JARIP_DETAIL_1)))
JARIP_FETCHES_SPARSE(tex2DGrad, (float x, float y, float2 dPdx, float2 dPdy), (x, y, dPdx, dPdy),
                     (sample_detail<2>(t, x, y, 0, 0, JARIP_DETAIL_2)))
JARIP_FETCHES_SPARSE(tex3DGrad, (float x, float y, float z, float4 dPdx, float4 dPdy),
                     (x, y, z, dPdx, dPdy), (sample_detail<3>(t, x, y, z, 0, JARIP_DETAIL_3)))
JARIP_FETCHES(tex1DLayeredGrad, (float x, int layer, float dPdx, float dPdy),
              (x, layer, dPdx, dPdy),
              (sample_detail<1>(t, x, 0, 0, layer_of(t, layer, 1), JARIP_DETAIL_1)))
JARIP_FETCHES_SPARSE(tex2DLayeredGrad, (float x, float y, int layer, float2 dPdx, float2 dPdy),
                     (x, y, layer, dPdx, dPdy),
                     (sample_detail<2>(t, x, y, 0, layer_of(t, layer, 1), JARIP_DETAIL_2)))
#undef JARIP_DETAIL_3
#undef JARIP_DETAIL_2
#undef JARIP_DETAIL_1

namespace jarip {
JARIP_DEVICE float4 sample_cube(const JaripTexture *t, float x, float y, float z, int layer) {
  const cube_place at = on_cube(x, y, z);
  return sample<2>(t, at.s, at.t, 0, layer + at.face);
}
JARIP_DEVICE float4 sample_cube_detail(const JaripTexture *t, float x, float y, float z, int layer,
                                       float level) {
  const cube_place at = on_cube(x, y, z);
  return sample_detail<2>(t, at.s, at.t, 0, layer + at.face, level);
}
/* One component of the four texels that a linear fetch would mix, counter-clockwise from the lower
 * left. */
JARIP_DEVICE float4 gather(const JaripTexture *t, float x, float y, int component) {
  const int i = whole(in_texels(t, x, t->base.width) - 0.5f);
  const int j = whole(in_texels(t, y, t->base.height) - 0.5f);
  const float4 a = fetch(t, t->base, i, j + 1, 0), b = fetch(t, t->base, i + 1, j + 1, 0);
  const float4 c = fetch(t, t->base, i + 1, j, 0), d = fetch(t, t->base, i, j, 0);
  if (component == 0) return {a.x, b.x, c.x, d.x};
  if (component == 1) return {a.y, b.y, c.y, d.y};
  if (component == 2) return {a.z, b.z, c.z, d.z};
  return {a.w, b.w, c.w, d.w};
}
}  // namespace jarip
JARIP_FETCHES(texCubemap, (float x, float y, float z), (x, y, z), (sample_cube(t, x, y, z, 0)))
JARIP_FETCHES(texCubemapLod, (float x, float y, float z, float level), (x, y, z, level),
              (sample_cube_detail(t, x, y, z, 0, level)))
JARIP_FETCHES(texCubemapLayered, (float x, float y, float z, int layer), (x, y, z, layer),
              (sample_cube(t, x, y, z, layer_of(t, layer, 6))))
JARIP_FETCHES(texCubemapLayeredLod, (float x, float y, float z, int layer, float level),
              (x, y, z, layer, level),
              (sample_cube_detail(t, x, y, z, layer_of(t, layer, 6), level)))
JARIP_FETCHES_SPARSE(tex2Dgather, (float x, float y, int component), (x, y, component),
                     (gather(t, x, y, component)))
template <class T>
JARIP_DEVICE T tex2Dgather(cudaTextureObject_t object, float x, float y) {
  return tex2Dgather<T>(object, x, y, 0);
}

#undef JARIP_FETCHES_SPARSE
#undef JARIP_FETCHES
#undef JARIP_UNPACK
#undef JARIP_FETCH
#endif
#endif
