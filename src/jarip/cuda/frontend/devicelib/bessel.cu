/* j0, j1, jn, y0, y1, yn and their single-precision forms, computed in double precision. */
#include "logarithm_kernels.h"
#include "polynomials_bessel.h"

using namespace jarip;

extern "C" JARIP_SIDES __attribute__((always_inline, nothrow)) void __jarip_sincos(double, double *,
                                                                                   double *);

namespace {

constexpr double kTwoOverPi = 0x1.45f306dc9c883p-1;

/* The distance to a zero, the zero as a sum of two. */
JARIP_HELPER double distance(double x, double zero, double zero_low) {
  return (x - zero) - zero_low;
}

/* sqrt(2/(pi x)) (p cos(c) - q sin(c)) with c = x - pi/4 or a further quarter turn: cosine and
 * sine of c are (s+c)/sqrt(2) and (s-c)/sqrt(2) of those of x. */
struct Wave {
  double cosine, sine, size;
};
JARIP_HELPER Wave wave(double x) {
  double sine, cosine;
  __jarip_sincos(x, &sine, &cosine);
  return {cosine + sine, sine - cosine, square_root(0x1.45f306dc9c883p-2 / x)};
}

JARIP_HELPER double j0_far(double x) {
  const double inverse = 1.0 / x, z = inverse * inverse;
  const Wave w = wave(x);
  const double p = polynomial(z, JARIP_J0_COSINE), q = polynomial(z, JARIP_J0_SINE) * inverse;
  return w.size * (p * w.cosine - q * w.sine);
}
JARIP_HELPER double y0_far(double x) {
  const double inverse = 1.0 / x, z = inverse * inverse;
  const Wave w = wave(x);
  const double p = polynomial(z, JARIP_J0_COSINE), q = polynomial(z, JARIP_J0_SINE) * inverse;
  return w.size * (p * w.sine + q * w.cosine);
}
/* A quarter turn on: cosine becomes sine, sine becomes -cosine. */
JARIP_HELPER double j1_far(double x) {
  const double inverse = 1.0 / x, z = inverse * inverse;
  const Wave w = wave(x);
  const double p = polynomial(z, JARIP_J1_COSINE), q = polynomial(z, JARIP_J1_SINE) * inverse;
  return w.size * (p * w.sine + q * w.cosine);
}
JARIP_HELPER double y1_far(double x) {
  const double inverse = 1.0 / x, z = inverse * inverse;
  const Wave w = wave(x);
  const double p = polynomial(z, JARIP_J1_COSINE), q = polynomial(z, JARIP_J1_SINE) * inverse;
  return w.size * (q * w.sine - p * w.cosine);
}

/* log(x / zero), exact near the zero; d = x - zero. */
JARIP_HELPER double logarithm_of_ratio(double d, double zero) {
  return logarithm_of_one_plus(d / zero);
}
JARIP_HELPER double logarithm_of_ratio_far(double x, double zero) {
  const Split<double> parts = split(x / zero);
  return logarithm(parts.f, 0.0, parts.n);
}

}  // namespace

JARIP_CALLED_FUNCTION double __jarip_j0(double x) {
  x = absolute(x);
  if (!(x < infinity(x))) return is_nan(x) ? x : 0.0;
  if (x < 1.3) return polynomial(x * x, JARIP_J0_CENTRE);
  if (x < 3.95) {
    const double d = distance(x, 0x1.33d152e971b40p+1, -0x1.0f539d7da258ep-53);
    return d * polynomial(d, JARIP_J0_FIRST);
  }
  if (x < 7.02) {
    const double d = distance(x, 0x1.6148f5b2c2e45p+2, 0x1.75054cd60a517p-54);
    return d * polynomial(d, JARIP_J0_SECOND);
  }
  if (x < 8.0) {
    const double d = distance(x, 0x1.14eb56cccdecap+3, -0x1.51970714c7c25p-52);
    return d * polynomial(d, JARIP_J0_THIRD);
  }
  return j0_far(x);
}

JARIP_CALLED_FUNCTION double __jarip_j1(double x) {
  const double a = absolute(x);
  if (!(a < infinity(a))) return is_nan(x) ? x : with_sign(0.0, x);
  if (a < 2.02) return x * polynomial(x * x, JARIP_J1_CENTRE);
  if (a < 5.42) {
    const double d = distance(a, 0x1.ea75575af6f09p+1, -0x1.60155a9d1b256p-53);
    return with_sign(1.0, x) * d * polynomial(d, JARIP_J1_FIRST);
  }
  if (a < 8.0) {
    const double d = distance(a, 0x1.c0ff5f3b47250p+2, -0x1.b226d9d243827p-54);
    return with_sign(1.0, x) * d * polynomial(d, JARIP_J1_SECOND);
  }
  return with_sign(1.0, x) * j1_far(a);
}

/* What y0, y1 and yn give outside of (0, inf). */
JARIP_HELPER double second_kind_limits(double x) {
  return x == infinity(x) ? 0.0 : x == 0.0 ? -infinity(x) : not_a_number(x);
}

JARIP_CALLED_FUNCTION double __jarip_y0(double x) {
  if (!(x > 0.0 && x < infinity(x))) return second_kind_limits(x);
  if (x < 2.5) {
    const double zero = 0x1.c982eb8d417eap-1;
    const double d = distance(x, 0x1.c982eb8d417eap-1, 0x1.ea9d270347f83p-56);
    const double log = x < 0.25 ? logarithm_of_ratio_far(x, zero) : logarithm_of_ratio(d, zero);
    const double wave = kTwoOverPi * log * __jarip_j0(x);
    return fused(d * (x + zero), polynomial(x * x, JARIP_Y0_CENTRE), wave);
  }
  if (x < 5.52) {
    const double d = distance(x, 0x1.fa9534d98569cp+1, -0x1.f06ae7804384ep-54);
    return d * polynomial(d, JARIP_Y0_SECOND);
  }
  if (x < 8.0) {
    const double d = distance(x, 0x1.c581dc4e72103p+2, -0x1.9774a495f56cfp-54);
    return d * polynomial(d, JARIP_Y0_THIRD);
  }
  return y0_far(x);
}

JARIP_CALLED_FUNCTION double __jarip_y1(double x) {
  if (!(x > 0.0 && x < infinity(x))) return second_kind_limits(x);
  if (x < 0x1p-60) return -kTwoOverPi / x;
  if (x < 3.8) {
    const double zero = 0x1.193bed4dff243p+1;
    const double d = distance(x, 0x1.193bed4dff243p+1, -0x1.bd1e50d219bfdp-55);
    const double log = x < 0.5 ? logarithm_of_ratio_far(x, zero) : logarithm_of_ratio(d, zero);
    const double wave = kTwoOverPi * log * __jarip_j1(x);
    return fused(d * (x + zero) / x, polynomial(x * x, JARIP_Y1_CENTRE), wave);
  }
  if (x < 7.02) {
    const double d = distance(x, 0x1.5b7fe4e87b02ep+2, 0x1.dfe7bac228e8cp-52);
    return d * polynomial(d, JARIP_Y1_SECOND);
  }
  if (x < 8.0) {
    const double d = distance(x, 0x1.13127ae6169b4p+3, 0x1.479cc068d9046p-52);
    return d * polynomial(d, JARIP_Y1_THIRD);
  }
  return y1_far(x);
}

/* Upward recurrence: f(k+1) = 2k/x f(k) - f(k-1). */
JARIP_HELPER double recur_upward(int32_t n, double x, double before, double current) {
  for (int32_t k = 1; k < n; ++k) {
    const double next = 2.0 * k / x * current - before;
    before = current;
    current = next;
  }
  return current;
}

/* Downward recurrence from far above n, normalised by j0 + 2 (j2 + j4 + ...) = 1.
 * J. C. P. Miller, "Bessel Functions, Part II", 1952. */
JARIP_HELPER double recur_downward(int32_t n, double x) {
  const int32_t start = 2 * ((n + (int32_t)square_root(60.0 * n) + 20) / 2);
  double above = 0.0, current = 0x1p-500, sum = 0.0, wanted = 0.0;
  for (int32_t k = start; k > 0; --k) {
    const double below = 2.0 * k / x * current - above;
    above = current;
    current = below;
    if (absolute(current) > 0x1p500) {
      current *= 0x1p-900;
      above *= 0x1p-900;
      sum *= 0x1p-900;
      wanted *= 0x1p-900;
    }
    if (k % 2 == 1) sum += current;
    if (k - 1 == n) wanted = current;
  }
  return wanted / (2.0 * sum - current);
}

JARIP_CALLED_FUNCTION double __jarip_jn(int32_t n, double x) {
  const double a = absolute(x);
  if (n < 0 || is_nan(x)) return not_a_number(x);
  if (n == 0) return __jarip_j0(x);
  if (n == 1) return __jarip_j1(x);
  if (a == 0.0 || a == infinity(a)) return 0.0;
  const double result = a > (double)n ? recur_upward(n, a, __jarip_j0(a), __jarip_j1(a))
                                      : recur_downward(n, a);
  return x < 0.0 && n % 2 ? -result : result;
}

JARIP_CALLED_FUNCTION double __jarip_yn(int32_t n, double x) {
  if (n < 0) return not_a_number(x);
  if (n == 0) return __jarip_y0(x);
  if (n == 1) return __jarip_y1(x);
  if (!(x > 0.0 && x < infinity(x))) return second_kind_limits(x);
  const double result = recur_upward(n, x, __jarip_y0(x), __jarip_y1(x));
  return is_nan(result) ? -infinity(x) : result;
}

JARIP_CALLED_FUNCTION float __jarip_j0f(float x) { return (float)__jarip_j0((double)x); }
JARIP_CALLED_FUNCTION float __jarip_j1f(float x) { return (float)__jarip_j1((double)x); }
JARIP_CALLED_FUNCTION float __jarip_y0f(float x) { return (float)__jarip_y0((double)x); }
JARIP_CALLED_FUNCTION float __jarip_y1f(float x) { return (float)__jarip_y1((double)x); }
JARIP_CALLED_FUNCTION float __jarip_jnf(int32_t n, float x) {
  return (float)__jarip_jn(n, (double)x);
}
JARIP_CALLED_FUNCTION float __jarip_ynf(int32_t n, float x) {
  return (float)__jarip_yn(n, (double)x);
}
