/* Normal and log-normal numbers: Box and Muller's transformation of two uniform ones, of which the
 * second result is kept; the inverse of the distribution for quasi-random sequences.
 * Source: G. Box, M. Muller, "A Note on the Generation of Random Normal Deviates", 1958; cuRAND
 * library documentation, "Distributions". */
#ifndef JARIP_RANDOM_NORMAL_H
#define JARIP_RANDOM_NORMAL_H
#pragma clang system_header
#include "uniform.h"

namespace jarip {

JARIP_RANDOM float2 box_muller(float u, float v) {
  const float radius = __builtin_sqrtf(-2.0f * __jarip_logf(u));
  float2 both;
  ::sincosf(v * 6.2831853071795865f, &both.x, &both.y);
  return float2{radius * both.x, radius * both.y};
}
JARIP_RANDOM double2 box_muller(double u, double v) {
  const double radius = __builtin_sqrt(-2.0 * __jarip_log(u));
  double2 both;
  ::sincospi(v * 2.0, &both.x, &both.y);
  return double2{radius * both.x, radius * both.y};
}

}  // namespace jarip

#define JARIP_NORMAL(state_t)                                                      \
  JARIP_RANDOM float2 curand_normal2(state_t *s) {                                 \
    const float u = curand_uniform(s), v = curand_uniform(s);                      \
    return jarip::box_muller(u, v);                                                \
  }                                                                                \
  JARIP_RANDOM double2 curand_normal2_double(state_t *s) {                         \
    const double u = curand_uniform_double(s), v = curand_uniform_double(s);       \
    return jarip::box_muller(u, v);                                                \
  }                                                                                \
  JARIP_RANDOM float curand_normal(state_t *s) {                                   \
    if (s->boxmuller_flag) {                                                       \
      s->boxmuller_flag = 0;                                                       \
      return s->boxmuller_extra;                                                   \
    }                                                                              \
    const float2 both = curand_normal2(s);                                         \
    s->boxmuller_extra = both.y;                                                   \
    s->boxmuller_flag = 1;                                                         \
    return both.x;                                                                 \
  }                                                                                \
  JARIP_RANDOM double curand_normal_double(state_t *s) {                           \
    if (s->boxmuller_flag_double) {                                                \
      s->boxmuller_flag_double = 0;                                                \
      return s->boxmuller_extra_double;                                            \
    }                                                                              \
    const double2 both = curand_normal2_double(s);                                 \
    s->boxmuller_extra_double = both.y;                                            \
    s->boxmuller_flag_double = 1;                                                  \
    return both.x;                                                                 \
  }                                                                                \
  JARIP_RANDOM float2 curand_log_normal2(state_t *s, float mean, float deviation) { \
    const float2 n = curand_normal2(s);                                            \
    return float2{__jarip_expf(mean + deviation * n.x),                            \
                  __jarip_expf(mean + deviation * n.y)};                           \
  }                                                                                \
  JARIP_RANDOM double2 curand_log_normal2_double(state_t *s, double mean, double deviation) { \
    const double2 n = curand_normal2_double(s);                                    \
    return double2{__jarip_exp(mean + deviation * n.x),                            \
                   __jarip_exp(mean + deviation * n.y)};                           \
  }
JARIP_NORMAL(curandStateXORWOW_t)
JARIP_NORMAL(curandStatePhilox4_32_10_t)
JARIP_NORMAL(curandStateMRG32k3a_t)
#undef JARIP_NORMAL

#define JARIP_NORMAL_OF_SOBOL(state_t)                                     \
  JARIP_RANDOM float curand_normal(state_t *s) {                           \
    return __jarip_normcdfinvf(curand_uniform(s));                         \
  }                                                                        \
  JARIP_RANDOM double curand_normal_double(state_t *s) {                   \
    return __jarip_normcdfinv(curand_uniform_double(s));                   \
  }
JARIP_NORMAL_OF_SOBOL(curandStateSobol32_t)
JARIP_NORMAL_OF_SOBOL(curandStateScrambledSobol32_t)
JARIP_NORMAL_OF_SOBOL(curandStateSobol64_t)
JARIP_NORMAL_OF_SOBOL(curandStateScrambledSobol64_t)
#undef JARIP_NORMAL_OF_SOBOL

template <class State>
JARIP_RANDOM float curand_log_normal(State *s, float mean, float deviation) {
  return __jarip_expf(mean + deviation * curand_normal(s));
}
template <class State>
JARIP_RANDOM double curand_log_normal_double(State *s, double mean, double deviation) {
  return __jarip_exp(mean + deviation * curand_normal_double(s));
}

JARIP_RANDOM float4 curand_normal4(curandStatePhilox4_32_10_t *s) {
  const float4 u = curand_uniform4(s);
  const float2 a = jarip::box_muller(u.x, u.y), b = jarip::box_muller(u.z, u.w);
  return float4{a.x, a.y, b.x, b.y};
}
JARIP_RANDOM double4 curand_normal4_double(curandStatePhilox4_32_10_t *s) {
  const double4 u = curand_uniform4_double(s);
  const double2 a = jarip::box_muller(u.x, u.y), b = jarip::box_muller(u.z, u.w);
  return double4{a.x, a.y, b.x, b.y};
}
JARIP_RANDOM float4 curand_log_normal4(curandStatePhilox4_32_10_t *s, float mean,
                                       float deviation) {
  const float4 n = curand_normal4(s);
  return float4{__jarip_expf(mean + deviation * n.x), __jarip_expf(mean + deviation * n.y),
                __jarip_expf(mean + deviation * n.z), __jarip_expf(mean + deviation * n.w)};
}
JARIP_RANDOM double4 curand_log_normal4_double(curandStatePhilox4_32_10_t *s, double mean,
                                               double deviation) {
  const double4 n = curand_normal4_double(s);
  return double4{__jarip_exp(mean + deviation * n.x), __jarip_exp(mean + deviation * n.y),
                 __jarip_exp(mean + deviation * n.z), __jarip_exp(mean + deviation * n.w)};
}

#endif
