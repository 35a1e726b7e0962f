/* Sobol's quasi-random sequences from given direction vectors, in Gray code order, plain and
 * scrambled. Source: I. Antonov, V. Saleev, "An economic method of computing LP-tau sequences",
 * 1979; cuRAND library documentation, "Quasirandom Sequence Generation". */
#ifndef JARIP_RANDOM_SOBOL_H
#define JARIP_RANDOM_SOBOL_H
#pragma clang system_header
#include "seeding.h"

typedef unsigned int curandDirectionVectors32_t[32];
typedef unsigned long long curandDirectionVectors64_t[64];

#define JARIP_SOBOL(name, word, bits)                                                          \
  struct name {                                                                                \
    word i, x, c;                                                                              \
    word direction_vectors[bits];                                                              \
  };                                                                                           \
  typedef struct name name##_t;                                                                \
  /* The number of index i is the sum of the vectors of the bits of i's Gray code. */          \
  JARIP_RANDOM void skipahead(word n, name##_t *state) {                                       \
    state->i += n;                                                                             \
    state->x = state->c;                                                                       \
    const word gray = state->i ^ state->i >> 1;                                                \
    for (int k = 0; k < bits; ++k)                                                             \
      if (gray >> k & 1) state->x ^= state->direction_vectors[k];                              \
  }                                                                                            \
  JARIP_RANDOM word curand(name##_t *state) {                                                  \
    const word result = state->x;                                                              \
    int last = 0; /* the lowest bit of i that is 0 */                                          \
    while (last < bits - 1 && state->i >> last & 1) ++last;                                    \
    state->x ^= state->direction_vectors[last];                                                \
    state->i += 1;                                                                             \
    return result;                                                                             \
  }
#define JARIP_SOBOL_PLAIN(name, word, bits)                                                    \
  JARIP_SOBOL(name, word, bits)                                                                \
  JARIP_RANDOM void curand_init(word *vectors, word offset, name##_t *state) {                 \
    for (int k = 0; k < bits; ++k) state->direction_vectors[k] = vectors[k];                   \
    state->i = state->c = 0;                                                                   \
    skipahead(offset, state);                                                                  \
  }
#define JARIP_SOBOL_SCRAMBLED(name, word, bits)                                                \
  JARIP_SOBOL(name, word, bits)                                                                \
  JARIP_RANDOM void curand_init(word *vectors, word scramble, word offset, name##_t *state) {  \
    for (int k = 0; k < bits; ++k) state->direction_vectors[k] = vectors[k];                   \
    state->i = 0;                                                                              \
    state->c = scramble;                                                                       \
    skipahead(offset, state);                                                                  \
  }
JARIP_SOBOL_PLAIN(curandStateSobol32, unsigned int, 32)
JARIP_SOBOL_PLAIN(curandStateSobol64, unsigned long long, 64)
JARIP_SOBOL_SCRAMBLED(curandStateScrambledSobol32, unsigned int, 32)
JARIP_SOBOL_SCRAMBLED(curandStateScrambledSobol64, unsigned long long, 64)
#undef JARIP_SOBOL_SCRAMBLED
#undef JARIP_SOBOL_PLAIN
#undef JARIP_SOBOL

#endif
