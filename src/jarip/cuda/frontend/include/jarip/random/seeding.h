/* Seeds spread over the words of a state. Source: G. Steele, D. Lea, C. Flood, "Fast Splittable
 * Pseudorandom Number Generators", 2014 (SplitMix64). */
#ifndef JARIP_RANDOM_SEEDING_H
#define JARIP_RANDOM_SEEDING_H
#pragma clang system_header
#include "../device/declaration.h"

#define JARIP_RANDOM static __forceinline__ __device__

namespace jarip {

/* 0 stays 0, so that seed 0 gives the generators' published initial states. */
JARIP_RANDOM unsigned long long spread_seed(unsigned long long seed, unsigned int word) {
  if (seed == 0) return 0;
  unsigned long long z = seed + (word + 1) * 0x9e3779b97f4a7c15ull;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ z >> 27) * 0x94d049bb133111ebull;
  return z ^ z >> 31;
}

}  // namespace jarip

#endif
