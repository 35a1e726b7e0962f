/* make_char1 ... make_double4. Source: CUDA C++ Programming Guide, "Built-in Vector Types". */
#ifndef JARIP_VECTOR_FUNCTIONS_H
#define JARIP_VECTOR_FUNCTIONS_H
#include "host_defines.h"
#include "vector_types.h"

#define JARIP_MAKE static __inline__ __attribute__((always_inline, unused)) __host__ __device__
#define JARIP_MAKE_VECTORS(name, element)                                          \
  JARIP_MAKE name##1 make_##name##1(element x) {                                   \
    name##1 v = {x};                                                               \
    return v;                                                                      \
  }                                                                                \
  JARIP_MAKE name##2 make_##name##2(element x, element y) {                        \
    name##2 v = {x, y};                                                            \
    return v;                                                                      \
  }                                                                                \
  JARIP_MAKE name##3 make_##name##3(element x, element y, element z) {             \
    name##3 v = {x, y, z};                                                         \
    return v;                                                                      \
  }                                                                                \
  JARIP_MAKE name##4 make_##name##4(element x, element y, element z, element w) {  \
    name##4 v = {x, y, z, w};                                                      \
    return v;                                                                      \
  }

JARIP_MAKE_VECTORS(char, signed char)
JARIP_MAKE_VECTORS(uchar, unsigned char)
JARIP_MAKE_VECTORS(short, short)
JARIP_MAKE_VECTORS(ushort, unsigned short)
JARIP_MAKE_VECTORS(int, int)
JARIP_MAKE_VECTORS(uint, unsigned int)
JARIP_MAKE_VECTORS(long, long)
JARIP_MAKE_VECTORS(ulong, unsigned long)
JARIP_MAKE_VECTORS(longlong, long long)
JARIP_MAKE_VECTORS(ulonglong, unsigned long long)
JARIP_MAKE_VECTORS(float, float)
JARIP_MAKE_VECTORS(double, double)
#undef JARIP_MAKE_VECTORS
#undef JARIP_MAKE

#endif
