/* Philox4x32-10. Source: J. Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011. The
 * key is the seed; the counter's upper half is the subsequence, its lower half counts four numbers
 * at a time. */
#ifndef JARIP_RANDOM_PHILOX_H
#define JARIP_RANDOM_PHILOX_H
#pragma clang system_header
#include "../../vector_types.h"
#include "seeding.h"

struct curandStatePhilox4_32_10 {
  uint4 ctr, output;
  uint2 key;
  unsigned int STATE; /* how many of `output` are used up */
  int boxmuller_flag, boxmuller_flag_double;
  float boxmuller_extra;
  double boxmuller_extra_double;
};
typedef struct curandStatePhilox4_32_10 curandStatePhilox4_32_10_t;

JARIP_RANDOM uint4 curand_Philox4x32_10(uint4 c, uint2 k) {
#pragma unroll
  for (int round = 0; round < 10; ++round) {
    const unsigned long long p0 = 0xd2511f53ull * c.x, p1 = 0xcd9e8d57ull * c.z;
    c = uint4{(unsigned int)(p1 >> 32) ^ c.y ^ k.x, (unsigned int)p1,
              (unsigned int)(p0 >> 32) ^ c.w ^ k.y, (unsigned int)p0};
    k.x += 0x9e3779b9u;
    k.y += 0xbb67ae85u;
  }
  return c;
}

namespace jarip {
JARIP_RANDOM void advance_philox(curandStatePhilox4_32_10_t *state, unsigned long long blocks) {
  const unsigned long long low = (unsigned long long)state->ctr.y << 32 | state->ctr.x;
  const unsigned long long high = (unsigned long long)state->ctr.w << 32 | state->ctr.z;
  const unsigned long long sum = low + blocks, carried = high + (sum < low);
  state->ctr = uint4{(unsigned int)sum, (unsigned int)(sum >> 32), (unsigned int)carried,
                     (unsigned int)(carried >> 32)};
}
}  // namespace jarip

JARIP_RANDOM void skipahead(unsigned long long n, curandStatePhilox4_32_10_t *state) {
  state->STATE += (unsigned int)(n & 3);
  n >>= 2;
  if (state->STATE > 3) {
    n += 1;
    state->STATE -= 4;
  }
  jarip::advance_philox(state, n);
  state->output = curand_Philox4x32_10(state->ctr, state->key);
}
JARIP_RANDOM void skipahead_sequence(unsigned long long n, curandStatePhilox4_32_10_t *state) {
  const unsigned long long high =
      ((unsigned long long)state->ctr.w << 32 | state->ctr.z) + n;
  state->ctr.z = (unsigned int)high;
  state->ctr.w = (unsigned int)(high >> 32);
  state->output = curand_Philox4x32_10(state->ctr, state->key);
}
JARIP_RANDOM void curand_init(unsigned long long seed, unsigned long long subsequence,
                              unsigned long long offset, curandStatePhilox4_32_10_t *state) {
  state->ctr = uint4{0, 0, 0, 0};
  state->key = uint2{(unsigned int)seed, (unsigned int)(seed >> 32)};
  state->STATE = 0;
  state->boxmuller_flag = state->boxmuller_flag_double = 0;
  state->boxmuller_extra = 0.0f;
  state->boxmuller_extra_double = 0.0;
  skipahead_sequence(subsequence, state);
  skipahead(offset, state);
}

JARIP_RANDOM unsigned int curand(curandStatePhilox4_32_10_t *state) {
  const uint4 o = state->output;
  const unsigned int at = state->STATE;
  const unsigned int result = at == 0 ? o.x : at == 1 ? o.y : at == 2 ? o.z : o.w;
  state->STATE = at + 1;
  if (at == 3) {
    state->STATE = 0;
    jarip::advance_philox(state, 1);
    state->output = curand_Philox4x32_10(state->ctr, state->key);
  }
  return result;
}
/* The next four, wherever a block of four begins. */
JARIP_RANDOM uint4 curand4(curandStatePhilox4_32_10_t *state) {
  const uint4 a = state->output;
  jarip::advance_philox(state, 1);
  const uint4 b = state->output = curand_Philox4x32_10(state->ctr, state->key);
  const unsigned int at = state->STATE;
  if (at == 0) return a;
  if (at == 1) return uint4{a.y, a.z, a.w, b.x};
  return at == 2 ? uint4{a.z, a.w, b.x, b.y} : uint4{a.w, b.x, b.y, b.z};
}

#endif
