#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

#include <initializer_list>

#include "device/processor.h"

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <sys/auxv.h>
#endif

namespace jarip {

namespace {

char id[17];
pthread_once_t computed = PTHREAD_ONCE_INIT;

uint64_t mix(uint64_t hash, uint64_t value) {
  for (int byte = 0; byte < 8; ++byte) {
    hash = (hash ^ ((value >> (8 * byte)) & 0xff)) * 0x100000001b3ull;  // FNV-1a
  }
  return hash;
}

#if defined(__x86_64__)
uint64_t enabled_state() {
  unsigned low = 0;
  unsigned high = 0;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low | static_cast<uint64_t>(high) << 32;
}

// Family, model and every feature word of CPUID, and the registers the system saves (Intel SDM
// volume 2, CPUID). EBX of leaf 1 holds the number of the core that asks, so it is left out.
uint64_t feature_hash() {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  uint64_t hash = 0xcbf29ce484222325ull;
  __get_cpuid(1, &a, &b, &c, &d);
  hash = mix(mix(mix(hash, a >> 4), c), d);
  if ((c & bit_OSXSAVE) != 0) hash = mix(hash, enabled_state());
  for (const unsigned subleaf : {0u, 1u}) {
    a = b = c = d = 0;
    __get_cpuid_count(7, subleaf, &a, &b, &c, &d);
    hash = mix(mix(mix(mix(hash, subleaf == 0 ? 0 : a), b), c), d);
  }
  a = b = c = d = 0;
  __get_cpuid(0x80000001u, &a, &b, &c, &d);
  return mix(mix(hash, c), d);
}
#elif defined(__aarch64__)
uint64_t feature_hash() {
  return mix(mix(0xcbf29ce484222325ull, getauxval(AT_HWCAP)), getauxval(AT_HWCAP2));
}
#endif

void compute() {
  snprintf(id, sizeof id, "%016llx", static_cast<unsigned long long>(feature_hash()));
}

}  // namespace

}  // namespace jarip

extern "C" const char *jarip_cpu_id(void) {
  pthread_once(&jarip::computed, jarip::compute);
  return jarip::id;
}
