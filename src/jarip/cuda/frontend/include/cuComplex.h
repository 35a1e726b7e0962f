/* Complex numbers in C style, for host and device: cuFloatComplex and cuDoubleComplex.
 * Source: names and meaning as used with cuBLAS and cuFFT in NVIDIA's public documentation.
 * Division and absolute value scale first, so that they don't overflow where the result doesn't. */
#ifndef JARIP_CUCOMPLEX_H
#define JARIP_CUCOMPLEX_H

#include <math.h>

#include "host_defines.h"
#include "vector_functions.h"
#include "vector_types.h"

typedef float2 cuFloatComplex;
typedef double2 cuDoubleComplex;
typedef cuFloatComplex cuComplex;

#define JARIP_COMPLEX static __inline__ __host__ __device__

/* The functions for one element type `T`, its complex type `C`, and the suffix `s` of its names. */
#define JARIP_COMPLEX_FUNCTIONS(T, C, s, vector, make)                            \
  JARIP_COMPLEX C make(T real, T imaginary) { return vector(real, imaginary); }   \
  JARIP_COMPLEX T cuCreal##s(C x) { return x.x; }                                 \
  JARIP_COMPLEX T cuCimag##s(C x) { return x.y; }                                 \
  JARIP_COMPLEX C cuConj##s(C x) { return make(x.x, -x.y); }                      \
  JARIP_COMPLEX C cuCadd##s(C x, C y) { return make(x.x + y.x, x.y + y.y); }      \
  JARIP_COMPLEX C cuCsub##s(C x, C y) { return make(x.x - y.x, x.y - y.y); }      \
  JARIP_COMPLEX C cuCmul##s(C x, C y) {                                           \
    return make(x.x * y.x - x.y * y.y, x.x * y.y + x.y * y.x);                    \
  }                                                                               \
  JARIP_COMPLEX C cuCdiv##s(C x, C y) {                                           \
    T scale = 1 / (fabs##s(y.x) + fabs##s(y.y));                                  \
    T xr = x.x * scale, xi = x.y * scale, yr = y.x * scale, yi = y.y * scale;     \
    T over = 1 / (yr * yr + yi * yi);                                             \
    return make((xr * yr + xi * yi) * over, (xi * yr - xr * yi) * over);          \
  }                                                                               \
  JARIP_COMPLEX T cuCabs##s(C x) { return hypot##s(x.x, x.y); }                   \
  JARIP_COMPLEX C cuCfma##s(C x, C y, C d) {                                      \
    return make(x.x * y.x + d.x - x.y * y.y, x.x * y.y + d.y + x.y * y.x);        \
  }

JARIP_COMPLEX_FUNCTIONS(float, cuFloatComplex, f, make_float2, make_cuFloatComplex)
JARIP_COMPLEX_FUNCTIONS(double, cuDoubleComplex, , make_double2, make_cuDoubleComplex)

#undef JARIP_COMPLEX_FUNCTIONS

JARIP_COMPLEX cuComplex make_cuComplex(float real, float imaginary) {
  return make_cuFloatComplex(real, imaginary);
}
JARIP_COMPLEX cuDoubleComplex cuComplexFloatToDouble(cuFloatComplex x) {
  return make_cuDoubleComplex(x.x, x.y);
}
JARIP_COMPLEX cuFloatComplex cuComplexDoubleToFloat(cuDoubleComplex x) {
  return make_cuFloatComplex((float)x.x, (float)x.y);
}

#undef JARIP_COMPLEX

#endif /* JARIP_CUCOMPLEX_H */
