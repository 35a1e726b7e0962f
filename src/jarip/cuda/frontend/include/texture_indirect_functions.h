/* Fetches from texture objects: tex1D, tex2D, tex3D, their layers, levels of detail and gradients,
 * cube maps and gathers. Source: CUDA C++ Programming Guide, "Texture Functions", "Texture Object
 * API". Each has a form that returns the texel and one that writes it through a pointer. */
#ifndef JARIP_TEXTURE_INDIRECT_FUNCTIONS_H
#define JARIP_TEXTURE_INDIRECT_FUNCTIONS_H
#pragma clang system_header
#if defined(__CUDA__)
#include "jarip/device/texture_fetches.h"
#include "texture_types.h"

/* In the bodies `t` is the texture and `value` what is fetched. */
#define JARIP_FETCH(name, parameters, arguments, value)                                \
  template <class T>                                                                   \
  JARIP_DEVICE T name parameters {                                                     \
    using namespace jarip;                                                             \
    const JaripTexture *t = texture_of(object);                                        \
    return value;                                                                      \
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

/* Linear memory by its index. */
template <class T>
JARIP_DEVICE T tex1Dfetch(cudaTextureObject_t object, int x) {
  using namespace jarip;
  return element_or_zero<T>(texture_of(object), x);
}
template <class T>
JARIP_DEVICE void tex1Dfetch(T *to, cudaTextureObject_t object, int x) {
  *to = tex1Dfetch<T>(object, x);
}

JARIP_FETCHES(tex1D, (float x), (x), (sample<T, 1>(t, x, 0, 0, 0)))
JARIP_FETCHES_SPARSE(tex2D, (float x, float y), (x, y), (sample<T, 2>(t, x, y, 0, 0)))
JARIP_FETCHES_SPARSE(tex3D, (float x, float y, float z), (x, y, z), (sample<T, 3>(t, x, y, z, 0)))
JARIP_FETCHES(tex1DLayered, (float x, int layer), (x, layer),
              (sample<T, 1>(t, x, 0, 0, layer_of(t, layer, 1))))
JARIP_FETCHES_SPARSE(tex2DLayered, (float x, float y, int layer), (x, y, layer),
                     (sample<T, 2>(t, x, y, 0, layer_of(t, layer, 1))))

JARIP_FETCHES(tex1DLod, (float x, float level), (x, level),
              (sample<T, 1>(t, x, 0, 0, 0, level)))
JARIP_FETCHES_SPARSE(tex2DLod, (float x, float y, float level), (x, y, level),
                     (sample<T, 2>(t, x, y, 0, 0, level)))
JARIP_FETCHES_SPARSE(tex3DLod, (float x, float y, float z, float level), (x, y, z, level),
                     (sample<T, 3>(t, x, y, z, 0, level)))
JARIP_FETCHES(tex1DLayeredLod, (float x, int layer, float level), (x, layer, level),
              (sample<T, 1>(t, x, 0, 0, layer_of(t, layer, 1), level)))
JARIP_FETCHES_SPARSE(tex2DLayeredLod, (float x, float y, int layer, float level),
                     (x, y, layer, level),
                     (sample<T, 2>(t, x, y, 0, layer_of(t, layer, 1), level)))

#define JARIP_STEPS_1 float4{dPdx, 0, 0, 0}, float4{dPdy, 0, 0, 0}
#define JARIP_STEPS_2 float4{dPdx.x, dPdx.y, 0, 0}, float4{dPdy.x, dPdy.y, 0, 0}
#define JARIP_STEPS_3 float4{dPdx.x, dPdx.y, dPdx.z, 0}, float4{dPdy.x, dPdy.y, dPdy.z, 0}
JARIP_FETCHES(tex1DGrad, (float x, float dPdx, float dPdy), (x, dPdx, dPdy),
              (sample<T, 1>(t, x, 0, 0, 0, JARIP_STEPS_1)))
JARIP_FETCHES_SPARSE(tex2DGrad, (float x, float y, float2 dPdx, float2 dPdy), (x, y, dPdx, dPdy),
                     (sample<T, 2>(t, x, y, 0, 0, JARIP_STEPS_2)))
JARIP_FETCHES_SPARSE(tex3DGrad, (float x, float y, float z, float4 dPdx, float4 dPdy),
                     (x, y, z, dPdx, dPdy), (sample<T, 3>(t, x, y, z, 0, JARIP_STEPS_3)))
JARIP_FETCHES(tex1DLayeredGrad, (float x, int layer, float dPdx, float dPdy),
              (x, layer, dPdx, dPdy),
              (sample<T, 1>(t, x, 0, 0, layer_of(t, layer, 1), JARIP_STEPS_1)))
JARIP_FETCHES_SPARSE(tex2DLayeredGrad, (float x, float y, int layer, float2 dPdx, float2 dPdy),
                     (x, y, layer, dPdx, dPdy),
                     (sample<T, 2>(t, x, y, 0, layer_of(t, layer, 1), JARIP_STEPS_2)))
#undef JARIP_STEPS_3
#undef JARIP_STEPS_2
#undef JARIP_STEPS_1

namespace jarip {
template <class T, class... Detail>
JARIP_DEVICE T sample_cube(const JaripTexture *t, float x, float y, float z, int layer,
                           Detail... detail) {
  const cube_place at = on_cube(x, y, z);
  return sample<T, 2>(t, at.s, at.t, 0, layer + at.face, detail...);
}
}  // namespace jarip
JARIP_FETCHES(texCubemap, (float x, float y, float z), (x, y, z), (sample_cube<T>(t, x, y, z, 0)))
JARIP_FETCHES(texCubemapLod, (float x, float y, float z, float level), (x, y, z, level),
              (sample_cube<T>(t, x, y, z, 0, level)))
JARIP_FETCHES(texCubemapLayered, (float x, float y, float z, int layer), (x, y, z, layer),
              (sample_cube<T>(t, x, y, z, layer_of(t, layer, 6))))
JARIP_FETCHES(texCubemapLayeredLod, (float x, float y, float z, int layer, float level),
              (x, y, z, layer, level),
              (sample_cube<T>(t, x, y, z, layer_of(t, layer, 6), level)))
JARIP_FETCHES_SPARSE(tex2Dgather, (float x, float y, int component), (x, y, component),
                     (texture_result<T>::of(gather(t, x, y, component))))
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
