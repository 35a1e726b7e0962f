/* European call and put prices; the normal distribution by Abramowitz & Stegun 26.2.17. */
#include "bench_cuda.h"

static long n;
static float rate, volatility, *spot, *strike, *years, *call, *put;

__device__ float cumulative_normal(float d) {
  float k = 1.0f / (1.0f + 0.2316419f * fabsf(d));
  float series =
      k * (0.31938153f +
           k * (-0.356563782f + k * (1.781477937f + k * (-1.821255978f + k * 1.330274429f))));
  float tail = 0.39894228040143267794f * expf(-0.5f * d * d) * series;
  return d > 0.0f ? 1.0f - tail : tail;
}

__global__ void black_scholes(int n, float rate, float volatility, const float *spot,
                              const float *strike, const float *years, float *call, float *put) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  float s = spot[i], x = strike[i], t = years[i];
  float spread = volatility * sqrtf(t);
  float d1 = (logf(s / x) + (rate + 0.5f * volatility * volatility) * t) / spread;
  float n1 = cumulative_normal(d1), n2 = cumulative_normal(d1 - spread);
  float discounted = x * expf(-rate * t);
  call[i] = s * n1 - discounted * n2;
  put[i] = discounted * (1.0f - n2) - s * (1.0f - n1);
}

static void bench_setup(void) {
  n = bench_int("n");
  rate = bench_float("rate");
  volatility = bench_float("volatility");
  spot = (float *)bench_input("spot");
  strike = (float *)bench_input("strike");
  years = (float *)bench_input("years");
  call = (float *)bench_output("call", n * sizeof(float));
  put = (float *)bench_output("put", n * sizeof(float));
}

static void bench_run(void) {
  black_scholes<<<bench_blocks(n, 256), 256>>>(n, rate, volatility, spot, strike, years, call,
                                               put);
}
