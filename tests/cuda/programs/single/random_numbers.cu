// curand_kernel.h: generators against published numbers, jumps against steps, distributions
// against their moments.
#include <cmath>
#include <cstdio>
#include <curand_kernel.h>

__global__ void published(unsigned *xorwow, unsigned *philox, double *mrg) {
  curandState x;
  curand_init(0, 0, 0, &x);
  for (int i = 0; i < 4; ++i) xorwow[i] = curand(&x);
  // Random123's known answers: counter and key of all ones.
  const uint4 ones = {~0u, ~0u, ~0u, ~0u};
  const uint4 r = curand_Philox4x32_10(ones, uint2{~0u, ~0u});
  philox[0] = r.x, philox[1] = r.y, philox[2] = r.z, philox[3] = r.w;
  curandStatePhilox4_32_10_t p;
  curand_init(0, 0, 0, &p);
  for (int i = 4; i < 8; ++i) philox[i] = curand(&p);
  curandStateMRG32k3a_t m;
  curand_init(0, 0, 0, &m);
  for (int i = 0; i < 3; ++i) mrg[i] = curand_uniform_double(&m);
}

template <class State>
__global__ void jumps(int *wrong) {
  State near, far;
  curand_init(1234, 5, 0, &near);
  curand_init(1234, 5, 1000 + threadIdx.x, &far);
  for (int i = 0; i < 1000 + (int)threadIdx.x; ++i) curand(&near);
  for (int i = 0; i < 8; ++i)
    if (curand(&near) != curand(&far)) atomicAdd(wrong, 1);
  curand_init(1234, 0, 0, &near);
  skipahead_sequence(3, &near);
  skipahead(77, &near);
  curand_init(1234, 0, 77, &far);
  skipahead_sequence(3, &far);
  if (curand(&near) != curand(&far)) atomicAdd(wrong, 1);
}

template <class State, bool All>
__global__ void moments(double *sums) {
  State s;
  curand_init(42, blockIdx.x * blockDim.x + threadIdx.x, 0, &s);
  double u = 0, n = 0, n2 = 0, d = 0, l = 0, small = 0, large = 0;
  for (int i = 0; i < 400; ++i) {
    const float x = curand_uniform(&s);
    u += x;
    if (!(x > 0 && x <= 1)) u += 1e9;
    const float z = curand_normal(&s);
    n += z, n2 += z * z;
    if (!All) continue;
    d += curand_normal_double(&s);
    l += curand_log_normal(&s, 0.0f, 0.5f);
    small += curand_poisson(&s, 3.0);
    large += curand_poisson(&s, 100.0);
  }
  const double all[7] = {u, n, n2, d, l, small, large};
  for (int k = 0; k < 7; ++k) atomicAdd(&sums[k], all[k]);
}

__global__ void sobol(unsigned *out) {
  unsigned vectors[32];
  for (int k = 0; k < 32; ++k) vectors[k] = 1u << (31 - k);  // the first dimension: van der Corput
  curandStateSobol32_t s;
  curand_init(vectors, 0u, &s);
  for (int i = 0; i < 4; ++i) out[i] = curand(&s);
  curand_init(vectors, 3u, &s);
  out[4] = curand(&s);
}

static int wrong = 0;
static void expect(const char *what, double got, double wanted, double tolerance) {
  if (std::fabs(got - wanted) <= tolerance) return;
  std::printf("%s: %.9g instead of %.9g\n", what, got, wanted);
  ++wrong;
}

template <class State, bool All>
static void check(const char *name) {
  int *bad;
  double *sums;
  cudaMallocManaged(&bad, sizeof *bad);
  cudaMallocManaged(&sums, 7 * sizeof *sums);
  *bad = 0;
  for (int k = 0; k < 7; ++k) sums[k] = 0;
  jumps<State><<<1, 16>>>(bad);
  moments<State, All><<<2, 128>>>(sums);
  cudaDeviceSynchronize();
  std::printf("%s\n", name);
  expect("jumps", *bad, 0, 0);
  const double count = 256 * 400, wanted[7] = {0.5, 0, 1, 0, std::exp(0.125), 3, 100};
  const double spread[7] = {0.29, 1, 1.42, 1, 0.61, 1.74, 10};
  for (int k = 0; k < (All ? 7 : 3); ++k)
    expect("moment", sums[k] / count, wanted[k], 5 * spread[k] / std::sqrt(count));
}

int main() {
  unsigned *x, *p, *s;
  double *m;
  cudaMallocManaged(&x, 64);
  cudaMallocManaged(&p, 64);
  cudaMallocManaged(&s, 64);
  cudaMallocManaged(&m, 64);
  published<<<1, 1>>>(x, p, m);
  sobol<<<1, 1>>>(s);
  cudaDeviceSynchronize();
  // Marsaglia's xorwow from his initial state, with d added.
  unsigned v[5] = {123456789u, 362436069u, 521288629u, 88675123u, 5783321u}, d = 6615241u;
  for (int i = 0; i < 4; ++i) {
    unsigned t = v[0] ^ v[0] >> 2;
    v[0] = v[1], v[1] = v[2], v[2] = v[3], v[3] = v[4];
    v[4] = (v[4] ^ v[4] << 4) ^ (t ^ t << 1);
    expect("xorwow", x[i], (d += 362437u) + v[4], 0);
  }
  const unsigned known[8] = {0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu,
                             0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u};
  for (int i = 0; i < 8; ++i) expect("philox", p[i], known[i], 0);
  // L'Ecuyer's RngStreams with seeds of 12345.
  const double lecuyer[3] = {0.127011122046577, 0.318527565396793, 0.309186015583270};
  for (int i = 0; i < 3; ++i) expect("mrg32k3a", m[i], lecuyer[i], 1e-12);
  const unsigned corput[5] = {0, 1u << 31, 3u << 30, 1u << 30, 1u << 30};
  for (int i = 0; i < 5; ++i) expect("sobol", s[i], corput[i], 0);
  check<curandState, false>("XORWOW");
  check<curandStatePhilox4_32_10_t, true>("Philox");
  check<curandStateMRG32k3a_t, false>("MRG32k3a");
  std::puts(wrong ? "FAIL" : "PASS");
}
