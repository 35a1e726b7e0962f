/* Uniform numbers in (0, 1]. Source: cuRAND library documentation, "Device API Overview",
 * "Distributions". */
#ifndef JARIP_RANDOM_UNIFORM_H
#define JARIP_RANDOM_UNIFORM_H
#pragma clang system_header
#include "mrg32k3a.h"
#include "philox.h"
#include "sobol.h"
#include "xorwow.h"

namespace jarip {

/* The middle of each of 2**32 or 2**53 equal parts, the last of which rounds to 1. */
JARIP_RANDOM float unit_float(unsigned int x) { return (float)x * 0x1p-32f + 0x1p-33f; }
JARIP_RANDOM double unit_double(unsigned int x, unsigned int y) {
  return (double)((unsigned long long)x ^ (unsigned long long)y << 21) * 0x1p-53 + 0x1p-54;
}
JARIP_RANDOM double unit_double(unsigned long long x) {
  return (double)(x >> 11) * 0x1p-53 + 0x1p-54;
}

}  // namespace jarip

#define JARIP_UNIFORM_OF_WORDS(state_t)                                                      \
  JARIP_RANDOM float curand_uniform(state_t *s) { return jarip::unit_float(curand(s)); }     \
  JARIP_RANDOM double curand_uniform_double(state_t *s) {                                    \
    const unsigned int x = curand(s), y = curand(s);                                         \
    return jarip::unit_double(x, y);                                                         \
  }
JARIP_UNIFORM_OF_WORDS(curandStateXORWOW_t)
JARIP_UNIFORM_OF_WORDS(curandStatePhilox4_32_10_t)
#undef JARIP_UNIFORM_OF_WORDS

/* L'Ecuyer's own norm: 1 / (m1 + 1). */
JARIP_RANDOM double curand_uniform_double(curandStateMRG32k3a_t *s) {
  return (double)jarip::next_mrg(s) * 2.328306549295727688e-10;
}
JARIP_RANDOM float curand_uniform(curandStateMRG32k3a_t *s) {
  return (float)curand_uniform_double(s);
}

#define JARIP_UNIFORM_OF_SOBOL(state_t, to_double)                                          \
  JARIP_RANDOM float curand_uniform(state_t *s) {                                           \
    return jarip::unit_float((unsigned int)(curand(s) >> (8 * sizeof(s->x) - 32)));         \
  }                                                                                         \
  JARIP_RANDOM double curand_uniform_double(state_t *s) { return to_double; }
JARIP_UNIFORM_OF_SOBOL(curandStateSobol32_t, (double)curand(s) * 0x1p-32 + 0x1p-33)
JARIP_UNIFORM_OF_SOBOL(curandStateScrambledSobol32_t, (double)curand(s) * 0x1p-32 + 0x1p-33)
JARIP_UNIFORM_OF_SOBOL(curandStateSobol64_t, jarip::unit_double(curand(s)))
JARIP_UNIFORM_OF_SOBOL(curandStateScrambledSobol64_t, jarip::unit_double(curand(s)))
#undef JARIP_UNIFORM_OF_SOBOL

JARIP_RANDOM float4 curand_uniform4(curandStatePhilox4_32_10_t *s) {
  const uint4 x = curand4(s);
  return float4{jarip::unit_float(x.x), jarip::unit_float(x.y), jarip::unit_float(x.z),
                jarip::unit_float(x.w)};
}
JARIP_RANDOM double2 curand_uniform2_double(curandStatePhilox4_32_10_t *s) {
  const uint4 x = curand4(s);
  return double2{jarip::unit_double(x.x, x.y), jarip::unit_double(x.z, x.w)};
}
JARIP_RANDOM double4 curand_uniform4_double(curandStatePhilox4_32_10_t *s) {
  const double2 a = curand_uniform2_double(s), b = curand_uniform2_double(s);
  return double4{a.x, a.y, b.x, b.y};
}

#endif
