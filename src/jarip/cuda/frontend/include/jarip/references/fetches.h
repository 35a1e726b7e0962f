/* Fetches from texture references, reads and writes of surface references: those of objects, of the
 * handle that a reference is on the device. The result's type is the reference's.
 * Source: CUDA C++ Programming Guide 11, "Texture Reference API", "Surface Reference API". */
#ifndef JARIP_REFERENCES_FETCHES_H
#define JARIP_REFERENCES_FETCHES_H
#pragma clang system_header
#if defined(__CUDA__)
#include "../../surface_indirect_functions.h"
#include "../../texture_indirect_functions.h"
#include "variables.h"

namespace jarip {

/* clang passes either kind of variable as its handle. */
template <class Reference>
JARIP_DEVICE unsigned long long handle_of(Reference reference) {
  unsigned long long handle;
  __asm__("mov.b64 %0, %1;" : "=l"(handle) : "l"(reference));
  return handle;
}

template <class T>
struct as_float {
  typedef float type;
};
#define JARIP_AS_FLOAT(name, count)    \
  template <>                          \
  struct as_float<name##count> {       \
    typedef float##count type;         \
  };
#define JARIP_ALL_AS_FLOAT(count) \
  JARIP_AS_FLOAT(char, count)     \
  JARIP_AS_FLOAT(uchar, count)    \
  JARIP_AS_FLOAT(short, count)    \
  JARIP_AS_FLOAT(ushort, count)
JARIP_ALL_AS_FLOAT(1)
JARIP_ALL_AS_FLOAT(2)
JARIP_ALL_AS_FLOAT(4)
#undef JARIP_ALL_AS_FLOAT
#undef JARIP_AS_FLOAT

template <class T, cudaTextureReadMode mode>
struct fetched {
  typedef T type;
};
template <class T>
struct fetched<T, cudaReadModeNormalizedFloat> {
  typedef typename as_float<T>::type type;
};

}  // namespace jarip

#define JARIP_UNPACK(...) __VA_ARGS__
#define JARIP_FETCHES(name, dimension, coordinates, passed)                                  \
  template <class T, cudaTextureReadMode mode>                                               \
  JARIP_DEVICE typename jarip::fetched<T, mode>::type name(texture<T, dimension, mode> tex,  \
                                                           JARIP_UNPACK coordinates) {       \
    return name<typename jarip::fetched<T, mode>::type>(jarip::handle_of(tex),               \
                                                        JARIP_UNPACK passed);                \
  }
JARIP_FETCHES(tex1Dfetch, 1, (int x), (x))
JARIP_FETCHES(tex1D, 1, (float x), (x))
JARIP_FETCHES(tex2D, 2, (float x, float y), (x, y))
JARIP_FETCHES(tex3D, 3, (float x, float y, float z), (x, y, z))
JARIP_FETCHES(tex1DLod, 1, (float x, float level), (x, level))
JARIP_FETCHES(tex2DLod, 2, (float x, float y, float level), (x, y, level))
JARIP_FETCHES(tex3DLod, 3, (float x, float y, float z, float level), (x, y, z, level))
JARIP_FETCHES(tex1DGrad, 1, (float x, float dPdx, float dPdy), (x, dPdx, dPdy))
JARIP_FETCHES(tex2DGrad, 2, (float x, float y, float2 dPdx, float2 dPdy), (x, y, dPdx, dPdy))
JARIP_FETCHES(tex3DGrad, 3, (float x, float y, float z, float4 dPdx, float4 dPdy),
              (x, y, z, dPdx, dPdy))
JARIP_FETCHES(tex1DLayered, cudaTextureType1DLayered, (float x, int layer), (x, layer))
JARIP_FETCHES(tex2DLayered, cudaTextureType2DLayered, (float x, float y, int layer), (x, y, layer))
JARIP_FETCHES(tex1DLayeredLod, cudaTextureType1DLayered, (float x, int layer, float level),
              (x, layer, level))
JARIP_FETCHES(tex2DLayeredLod, cudaTextureType2DLayered,
              (float x, float y, int layer, float level), (x, y, layer, level))
JARIP_FETCHES(texCubemap, cudaTextureTypeCubemap, (float x, float y, float z), (x, y, z))
JARIP_FETCHES(texCubemapLod, cudaTextureTypeCubemap, (float x, float y, float z, float level),
              (x, y, z, level))
JARIP_FETCHES(texCubemapLayered, cudaTextureTypeCubemapLayered,
              (float x, float y, float z, int layer), (x, y, z, layer))
JARIP_FETCHES(tex2Dgather, 2, (float x, float y, int component = 0), (x, y, component))
#undef JARIP_FETCHES

/* Surfaces: what is read names its type, at the call or by where it goes. */
#define JARIP_SURFACE(name, dimension, coordinates, passed)                                       \
  template <class T, class Of>                                                                    \
  JARIP_DEVICE T name##read(surface<Of, dimension> surf, JARIP_UNPACK coordinates,                \
                            cudaSurfaceBoundaryMode mode = cudaBoundaryModeTrap) {                \
    return name##read<T>(jarip::handle_of(surf), JARIP_UNPACK passed, mode);                      \
  }                                                                                               \
  template <class T, class Of>                                                                    \
  JARIP_DEVICE void name##read(T *to, surface<Of, dimension> surf, JARIP_UNPACK coordinates,      \
                               cudaSurfaceBoundaryMode mode = cudaBoundaryModeTrap) {             \
    *to = name##read<T>(jarip::handle_of(surf), JARIP_UNPACK passed, mode);                       \
  }                                                                                               \
  template <class T, class Of>                                                                    \
  JARIP_DEVICE void name##write(T value, surface<Of, dimension> surf, JARIP_UNPACK coordinates,   \
                                cudaSurfaceBoundaryMode mode = cudaBoundaryModeTrap) {            \
    name##write<T>(value, jarip::handle_of(surf), JARIP_UNPACK passed, mode);                     \
  }
JARIP_SURFACE(surf1D, 1, (int x), (x))
JARIP_SURFACE(surf2D, 2, (int x, int y), (x, y))
JARIP_SURFACE(surf3D, 3, (int x, int y, int z), (x, y, z))
JARIP_SURFACE(surf1DLayered, cudaSurfaceType1DLayered, (int x, int layer), (x, layer))
JARIP_SURFACE(surf2DLayered, cudaSurfaceType2DLayered, (int x, int y, int layer), (x, y, layer))
JARIP_SURFACE(surfCubemap, cudaSurfaceTypeCubemap, (int x, int y, int face), (x, y, face))
#undef JARIP_SURFACE
#undef JARIP_UNPACK

#endif
#endif
