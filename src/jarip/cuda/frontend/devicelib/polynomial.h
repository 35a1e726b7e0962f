/* Horner's rule with fused multiply-adds; coefficients from the lowest power up. */
#ifndef JARIP_DEVICELIB_POLYNOMIAL_H
#define JARIP_DEVICELIB_POLYNOMIAL_H

#include "bits.h"

namespace jarip {

template <class T>
JARIP_HELPER T polynomial(T, T c0) {
  return c0;
}
template <class T, class... Rest>
JARIP_HELPER T polynomial(T x, T c0, Rest... rest) {
  return fused(polynomial(x, (T)rest...), x, c0);
}

/* The same without the first coefficient: what is left is one power lower. */
template <class T, class... Rest>
JARIP_HELPER T polynomial_rest(T x, T, Rest... rest) {
  return polynomial(x, (T)rest...);
}

}  // namespace jarip

#endif
