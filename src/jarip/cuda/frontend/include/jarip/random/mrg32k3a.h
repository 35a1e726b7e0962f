/* MRG32k3a. Source: P. L'Ecuyer, "Good Parameters and Implementations for Combined Multiple
 * Recursive Random Number Generators", 1999; jumps: see tools/random_jumps.py. Subsequences are
 * 2**76 numbers apart, sequences 2**127. */
#ifndef JARIP_RANDOM_MRG32K3A_H
#define JARIP_RANDOM_MRG32K3A_H
#pragma clang system_header
#include "mrg32k3a_jumps.h"
#include "seeding.h"

struct curandStateMRG32k3a {
  unsigned int s1[3], s2[3];
  int boxmuller_flag, boxmuller_flag_double;
  float boxmuller_extra;
  double boxmuller_extra_double;
};
typedef struct curandStateMRG32k3a curandStateMRG32k3a_t;

namespace jarip {

constexpr unsigned long long kMrgModulus1 = 4294967087ull, kMrgModulus2 = 4294944443ull;

/* The next number, from 1 to the first modulus. */
JARIP_RANDOM unsigned int next_mrg(curandStateMRG32k3a_t *state) {
  const unsigned int p1 = (unsigned int)((1403580ull * state->s1[1] +
                                          810728ull * (kMrgModulus1 - state->s1[0])) %
                                         kMrgModulus1);
  const unsigned int p2 = (unsigned int)((527612ull * state->s2[2] +
                                          1370589ull * (kMrgModulus2 - state->s2[0])) %
                                         kMrgModulus2);
  state->s1[0] = state->s1[1];
  state->s1[1] = state->s1[2];
  state->s1[2] = p1;
  state->s2[0] = state->s2[1];
  state->s2[1] = state->s2[2];
  state->s2[2] = p2;
  return p1 > p2 ? p1 - p2 : p1 - p2 + (unsigned int)kMrgModulus1;
}

JARIP_RANDOM void multiply_vector(unsigned int *s, const unsigned int *matrix,
                                  unsigned long long modulus) {
  unsigned int result[3];
  for (int row = 0; row < 3; ++row) {
    unsigned long long sum = 0;
    for (int k = 0; k < 3; ++k)
      sum = (sum + (unsigned long long)matrix[3 * row + k] * s[k] % modulus) % modulus;
    result[row] = (unsigned int)sum;
  }
  for (int k = 0; k < 3; ++k) s[k] = result[k];
}
/* The state after 2**first * count more numbers. */
JARIP_RANDOM void jump_mrg(curandStateMRG32k3a_t *state, unsigned long long count, int first) {
  for (int i = first; count; ++i, count >>= 1) {
    if (!(count & 1)) continue;
    multiply_vector(state->s1, mrg_powers_1[i], kMrgModulus1);
    multiply_vector(state->s2, mrg_powers_2[i], kMrgModulus2);
  }
}

}  // namespace jarip

JARIP_RANDOM void skipahead(unsigned long long n, curandStateMRG32k3a_t *state) {
  jarip::jump_mrg(state, n, 0);
}
JARIP_RANDOM void skipahead_subsequence(unsigned long long n, curandStateMRG32k3a_t *state) {
  jarip::jump_mrg(state, n, 76);
}
JARIP_RANDOM void skipahead_sequence(unsigned long long n, curandStateMRG32k3a_t *state) {
  jarip::jump_mrg(state, n, 127);
}
JARIP_RANDOM void curand_init(unsigned long long seed, unsigned long long subsequence,
                              unsigned long long offset, curandStateMRG32k3a_t *state) {
  for (int k = 0; k < 3; ++k) {
    state->s1[k] = (unsigned int)((12345u + jarip::spread_seed(seed, k) % 4294944000ull) %
                                  jarip::kMrgModulus1);
    state->s2[k] = (unsigned int)((12345u + jarip::spread_seed(seed, k + 3) % 4294944000ull) %
                                  jarip::kMrgModulus2);
  }
  state->boxmuller_flag = state->boxmuller_flag_double = 0;
  state->boxmuller_extra = 0.0f;
  state->boxmuller_extra_double = 0.0;
  skipahead_subsequence(subsequence, state);
  skipahead(offset, state);
}
/* Stretched over all 32 bits. */
JARIP_RANDOM unsigned int curand(curandStateMRG32k3a_t *state) {
  const double stretched = (double)jarip::next_mrg(state) * (4294967295.0 / 4294967087.0);
  return (unsigned int)stretched;
}

#endif
