/* Reads and writes of surface objects: surf1Dread, surf2Dwrite and their kin. The x coordinate is in
 * bytes; values are moved bit by bit. Source: CUDA C++ Programming Guide, "Surface Functions". */
#ifndef JARIP_SURFACE_INDIRECT_FUNCTIONS_H
#define JARIP_SURFACE_INDIRECT_FUNCTIONS_H
#pragma clang system_header
#if defined(__CUDA__)
#include "jarip/device/texture_sampling.h"
#include "surface_types.h"

namespace jarip {

/* The place of `bytes` bytes in a surface, after the boundary mode; null where nothing is to be
 * read or written. */
JARIP_DEVICE char *surface_place(cudaSurfaceObject_t object, int bytes, int x, int y, int z,
                                 cudaSurfaceBoundaryMode mode) {
  const JaripTexture *t = texture_of(object);
  const int texel = t->components * t->component_bytes;
  const int width = (int)t->base.width * texel;
  const int height = (int)t->base.height, depth = (int)t->base.depth;
  const bool inside = x >= 0 && x <= width - bytes && y >= 0 && y < height && z >= 0 && z < depth;
  if (!inside) {
    if (mode == cudaBoundaryModeTrap) __builtin_trap();
    if (mode == cudaBoundaryModeZero) return nullptr;
    x = x < 0 ? 0 : x <= width - bytes ? x : width - bytes;
    y = y < 0 ? 0 : y < height ? y : height - 1;
    z = z < 0 ? 0 : z < depth ? z : depth - 1;
  }
  return (char *)t->base.data + (unsigned long long)z * t->base.slice_bytes +
         (unsigned long long)y * t->base.row_bytes + (unsigned long long)x;
}
template <class T>
JARIP_DEVICE T surface_read(cudaSurfaceObject_t object, int x, int y, int z,
                            cudaSurfaceBoundaryMode mode) {
  T value{};
  const char *place = surface_place(object, sizeof(T), x, y, z, mode);
  if (place) value = *(const T *)place;
  return value;
}
template <class T>
JARIP_DEVICE void surface_write(T value, cudaSurfaceObject_t object, int x, int y, int z,
                                cudaSurfaceBoundaryMode mode) {
  char *place = surface_place(object, sizeof(T), x, y, z, mode);
  if (place) *(T *)place = value;
}

}  // namespace jarip

#define JARIP_UNPACK(...) __VA_ARGS__
#define JARIP_SURFACE(name, coordinates, passed, y, z)                                        \
  template <class T>                                                                          \
  JARIP_DEVICE T name##read(cudaSurfaceObject_t object, JARIP_UNPACK coordinates,             \
                            cudaSurfaceBoundaryMode mode = cudaBoundaryModeTrap) {            \
    return jarip::surface_read<T>(object, x, y, z, mode);                                     \
  }                                                                                           \
  template <class T>                                                                          \
  JARIP_DEVICE void name##read(T *to, cudaSurfaceObject_t object, JARIP_UNPACK coordinates,   \
                               cudaSurfaceBoundaryMode mode = cudaBoundaryModeTrap) {         \
    *to = jarip::surface_read<T>(object, x, y, z, mode);                                      \
  }                                                                                           \
  template <class T>                                                                          \
  JARIP_DEVICE void name##write(T value, cudaSurfaceObject_t object, JARIP_UNPACK coordinates, \
                                cudaSurfaceBoundaryMode mode = cudaBoundaryModeTrap) {        \
    jarip::surface_write(value, object, x, y, z, mode);                                       \
  }
JARIP_SURFACE(surf1D, (int x), (x), 0, 0)
JARIP_SURFACE(surf2D, (int x, int y), (x, y), y, 0)
JARIP_SURFACE(surf3D, (int x, int y, int z), (x, y, z), y, z)
JARIP_SURFACE(surf1DLayered, (int x, int layer), (x, layer), 0, layer)
JARIP_SURFACE(surf2DLayered, (int x, int y, int layer), (x, y, layer), y, layer)
JARIP_SURFACE(surfCubemap, (int x, int y, int face), (x, y, face), y, face)
JARIP_SURFACE(surfCubemapLayered, (int x, int y, int layerFace), (x, y, layerFace), y, layerFace)
#undef JARIP_SURFACE
#undef JARIP_UNPACK

#endif
#endif
