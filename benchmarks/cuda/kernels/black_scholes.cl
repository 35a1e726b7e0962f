float cumulative_normal(float d) {
  float k = 1.0f / (1.0f + 0.2316419f * fabs(d));
  float series =
      k * (0.31938153f +
           k * (-0.356563782f + k * (1.781477937f + k * (-1.821255978f + k * 1.330274429f))));
  float tail = 0.39894228040143267794f * exp(-0.5f * d * d) * series;
  return d > 0.0f ? 1.0f - tail : tail;
}

kernel void black_scholes(int n, float rate, float volatility, global const float *spot,
                          global const float *strike, global const float *years,
                          global float *call, global float *put) {
  int i = get_global_id(0);
  if (i >= n) return;
  float s = spot[i], x = strike[i], t = years[i];
  float spread = volatility * sqrt(t);
  float d1 = (log(s / x) + (rate + 0.5f * volatility * volatility) * t) / spread;
  float n1 = cumulative_normal(d1), n2 = cumulative_normal(d1 - spread);
  float discounted = x * exp(-rate * t);
  call[i] = s * n1 - discounted * n2;
  put[i] = discounted * (1.0f - n2) - s * (1.0f - n1);
}
