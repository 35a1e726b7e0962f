/* Poisson numbers. Source: D. Knuth, "The Art of Computer Programming", volume 2, 3.4.1 (small
 * means); W. Hörmann, "The transformed rejection method for generating Poisson random variables",
 * 1993, algorithm PTRS (means of 10 and more). */
#ifndef JARIP_RANDOM_POISSON_H
#define JARIP_RANDOM_POISSON_H
#pragma clang system_header
#include "normal.h"

namespace jarip {

template <class State>
JARIP_RANDOM unsigned int poisson_by_products(State *s, double lambda) {
  const double limit = __jarip_exp(-lambda);
  double product = curand_uniform_double(s);
  unsigned int count = 0;
  while (product > limit) {
    product *= curand_uniform_double(s);
    ++count;
  }
  return count;
}
template <class State>
JARIP_RANDOM unsigned int poisson_by_rejection(State *s, double lambda) {
  const double log_lambda = __jarip_log(lambda);
  const double b = 0.931 + 2.53 * __builtin_sqrt(lambda), a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2.0);
  while (true) {
    const double u = curand_uniform_double(s) - 0.5, v = curand_uniform_double(s);
    const double us = 0.5 - __builtin_fabs(u);
    const double k = __builtin_floor((2.0 * a / us + b) * u + lambda + 0.43);
    if (us >= 0.07 && v <= v_r) return (unsigned int)k;
    if (k < 0.0 || (us < 0.013 && v > us)) continue;
    const double accepted = k * log_lambda - lambda - __jarip_lgamma(k + 1.0);
    if (__jarip_log(v * inverse_alpha / (a / (us * us) + b)) <= accepted) return (unsigned int)k;
  }
}

}  // namespace jarip

template <class State>
JARIP_RANDOM unsigned int curand_poisson(State *s, double lambda) {
  return lambda < 10.0 ? jarip::poisson_by_products(s, lambda)
                       : jarip::poisson_by_rejection(s, lambda);
}
JARIP_RANDOM uint4 curand_poisson4(curandStatePhilox4_32_10_t *s, double lambda) {
  uint4 four;
  four.x = curand_poisson(s, lambda);
  four.y = curand_poisson(s, lambda);
  four.z = curand_poisson(s, lambda);
  four.w = curand_poisson(s, lambda);
  return four;
}

#endif
