/* European call and put prices; the normal distribution by Abramowitz & Stegun 26.2.17. */
#include "bench_openmp.h"

static long n;
static float rate, volatility, *spot, *strike, *years, *call, *put;

static inline float cumulative_normal(float d) {
  float k = 1.0f / (1.0f + 0.2316419f * fabsf(d));
  float series =
      k * (0.31938153f +
           k * (-0.356563782f + k * (1.781477937f + k * (-1.821255978f + k * 1.330274429f))));
  float tail = 0.39894228040143267794f * expf(-0.5f * d * d) * series;
  return d > 0.0f ? 1.0f - tail : tail;
}

static void black_scholes(long n, const float *restrict spot, const float *restrict strike,
                          const float *restrict years, float *restrict call,
                          float *restrict put) {
  float r = rate, v = volatility;
  BENCH_PARALLEL_FOR(schedule(static))
  for (long i = 0; i < n; i++) {
    float s = spot[i], x = strike[i], t = years[i];
    float spread = v * sqrtf(t);
    float d1 = (logf(s / x) + (r + 0.5f * v * v) * t) / spread;
    float n1 = cumulative_normal(d1), n2 = cumulative_normal(d1 - spread);
    float discounted = x * expf(-r * t);
    call[i] = s * n1 - discounted * n2;
    put[i] = discounted * (1.0f - n2) - s * (1.0f - n1);
  }
}

static void bench_setup(void) {
  n = bench_int("n");
  rate = bench_float("rate");
  volatility = bench_float("volatility");
  spot = bench_input("spot");
  strike = bench_input("strike");
  years = bench_input("years");
  call = bench_output("call", n * sizeof(float));
  put = bench_output("put", n * sizeof(float));
}

static void bench_run(void) { black_scholes(n, spot, strike, years, call, put); }
