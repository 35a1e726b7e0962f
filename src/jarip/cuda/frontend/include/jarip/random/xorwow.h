/* XORWOW. Source: G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), 2003.
 * Jumps: see tools/random_jumps.py. Subsequences are 2**67 numbers apart. */
#ifndef JARIP_RANDOM_XORWOW_H
#define JARIP_RANDOM_XORWOW_H
#pragma clang system_header
#include "seeding.h"
#include "xorwow_jumps.h"

struct curandStateXORWOW {
  unsigned int d, v[5];
  int boxmuller_flag, boxmuller_flag_double;
  float boxmuller_extra;
  double boxmuller_extra_double;
};
typedef struct curandStateXORWOW curandStateXORWOW_t;
typedef struct curandStateXORWOW curandState_t;
typedef struct curandStateXORWOW curandState;

JARIP_RANDOM unsigned int curand(curandStateXORWOW_t *state) {
  unsigned int t = state->v[0] ^ (state->v[0] >> 2);
  state->v[0] = state->v[1];
  state->v[1] = state->v[2];
  state->v[2] = state->v[3];
  state->v[3] = state->v[4];
  state->v[4] = (state->v[4] ^ (state->v[4] << 4)) ^ (t ^ (t << 1));
  state->d += 362437u;
  return state->v[4] + state->d;
}

namespace jarip {

/* a = a b modulo the characteristic polynomial. */
JARIP_RANDOM void multiply_polynomials(unsigned int *a, const unsigned int *b) {
  unsigned int sum[5] = {0, 0, 0, 0, 0};
  for (int bit = 159; bit >= 0; --bit) {
    const unsigned int over = sum[4] >> 31;
    for (int k = 4; k > 0; --k) sum[k] = sum[k] << 1 | sum[k - 1] >> 31;
    sum[0] <<= 1;
    const unsigned int reduce = 0u - over, add = 0u - (b[bit >> 5] >> (bit & 31) & 1u);
    for (int k = 0; k < 5; ++k) sum[k] ^= (xorwow_modulus[k] & reduce) ^ (a[k] & add);
  }
  for (int k = 0; k < 5; ++k) a[k] = sum[k];
}

/* The state after 2**first * count more numbers. */
JARIP_RANDOM void jump_xorwow(curandStateXORWOW_t *state, unsigned long long count, int first) {
  if (count == 0) return;
  unsigned int polynomial[5] = {1, 0, 0, 0, 0};
  for (int i = first; count; ++i, count >>= 1)
    if (count & 1) multiply_polynomials(polynomial, xorwow_powers[i]);
  unsigned int sum[5] = {0, 0, 0, 0, 0};
  const unsigned int d = state->d;
  for (int bit = 0; bit < 160; ++bit) {
    const unsigned int add = 0u - (polynomial[bit >> 5] >> (bit & 31) & 1u);
    for (int k = 0; k < 5; ++k) sum[k] ^= state->v[k] & add;
    curand(state);
  }
  for (int k = 0; k < 5; ++k) state->v[k] = sum[k];
  state->d = d;
}

}  // namespace jarip

JARIP_RANDOM void skipahead(unsigned long long n, curandStateXORWOW_t *state) {
  jarip::jump_xorwow(state, n, 0);
  state->d += (unsigned int)n * 362437u;
}
JARIP_RANDOM void skipahead_sequence(unsigned long long n, curandStateXORWOW_t *state) {
  jarip::jump_xorwow(state, n, 67); /* 2**67 steps leave d as it is */
}
JARIP_RANDOM void curand_init(unsigned long long seed, unsigned long long subsequence,
                              unsigned long long offset, curandStateXORWOW_t *state) {
  const unsigned int published[5] = {123456789u, 362436069u, 521288629u, 88675123u, 5783321u};
  for (int k = 0; k < 5; ++k)
    state->v[k] = published[k] ^ (unsigned int)jarip::spread_seed(seed, k);
  state->d = 6615241u + (unsigned int)jarip::spread_seed(seed, 5);
  state->boxmuller_flag = state->boxmuller_flag_double = 0;
  state->boxmuller_extra = 0.0f;
  state->boxmuller_extra_double = 0.0;
  skipahead_sequence(subsequence, state);
  skipahead(offset, state);
}

#endif
