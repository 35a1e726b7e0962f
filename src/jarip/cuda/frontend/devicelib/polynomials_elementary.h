/* Made by `python -m tools.minimax`; change the catalog there, not this file.
 * Coefficients, lowest power first; `error` is the largest error of the whole form, as log2. */
#ifndef JARIP_DEVICELIB_POLYNOMIALS_ELEMENTARY_H
#define JARIP_DEVICELIB_POLYNOMIALS_ELEMENTARY_H

/* e**r = 1 + r + r**2 p(r); error -28.19 */
#define JARIP_EXPF \
  0x1p-1f, \
  0x1.55548ep-3f, \
  0x1.5554d8p-5f, \
  0x1.123c04p-7f, \
  0x1.6d5f5p-10f

/* e**r = 1 + r + r**2 p(r); error -63.82 */
#define JARIP_EXP \
  0x1p-1, \
  0x1.555555555555cp-3, \
  0x1.5555555555559p-5, \
  0x1.111111110e9dbp-7, \
  0x1.6c16c16c148afp-10, \
  0x1.a01a01b4578c5p-13, \
  0x1.a01a01afce518p-16, \
  0x1.71ddee39ddfeep-19, \
  0x1.27e4c72b149c2p-22, \
  0x1.af6eeec6ba315p-26, \
  0x1.1f934d07e7704p-29

/* 2**r = 1 + r p(r); error -32.45 */
#define JARIP_EXP2F \
  0x1.62e43p-1f, \
  0x1.ebfbep-3f, \
  0x1.c6b074p-5f, \
  0x1.3b2a48p-7f, \
  0x1.5d9dfp-10f, \
  0x1.4424b4p-13f, \
  0x1.e9e23p-17f

/* 2**r = 1 + r p(r); error -59.26 */
#define JARIP_EXP2 \
  0x1.62e42fefa39efp-1, \
  0x1.ebfbdff82c59p-3, \
  0x1.c6b08d704a182p-5, \
  0x1.3b2ab6fba4aa1p-7, \
  0x1.5d87fe7888ef3p-10, \
  0x1.430912f961bc2p-13, \
  0x1.ffcbfcda9770dp-17, \
  0x1.62c01ec22b4b9p-20, \
  0x1.b524249251bf4p-24, \
  0x1.e4daee7ff1b58p-28, \
  0x1.eafb34becf515p-32, \
  0x1.b56f0cf4d52f8p-36

/* 10**r = 1 + r p(r); error -30.08 */
#define JARIP_EXP10F \
  0x1.26bb1cp+1f, \
  0x1.53524cp+1f, \
  0x1.047012p+1f, \
  0x1.2bd77p+0f, \
  0x1.147dcep-1f, \
  0x1.a8f1bcp-3f, \
  0x1.b74994p-5f

/* 10**r = 1 + r p(r); error -57.73 */
#define JARIP_EXP10 \
  0x1.26bb1bbb55516p+1, \
  0x1.53524c73cea66p+1, \
  0x1.0470591de2b7ep+1, \
  0x1.2bd7609fda2c5p+0, \
  0x1.1429ffd20d093p-1, \
  0x1.a7ed7081067ep-3, \
  0x1.16e4df2f9d7d8p-4, \
  0x1.4116b91627a82p-6, \
  0x1.4899136d3fa02p-8, \
  0x1.2e90b89ca657ap-10, \
  0x1.f91c3b7438148p-13, \
  0x1.a99c3f38b1fb8p-15

/* log(1+f) = f - f**2/2 + f**3 p(f); error -27.35 */
#define JARIP_LOGF \
  0x1.555554p-2f, \
  -0x1.000228p-2f, \
  0x1.99a028p-3f, \
  -0x1.547206p-3f, \
  0x1.22d77cp-3f, \
  -0x1.0d858ep-3f, \
  0x1.056d5cp-3f, \
  -0x1.38de42p-4f

/* log2(1+f) = f log2(e) + f**2 p(f); error -27.15 */
#define JARIP_LOG2F \
  -0x1.71547p-1f, \
  0x1.ec7094p-2f, \
  -0x1.715acap-2f, \
  0x1.277eeep-2f, \
  -0x1.eab0e4p-3f, \
  0x1.a2e77cp-3f, \
  -0x1.878246p-3f, \
  0x1.7e0a42p-3f, \
  -0x1.c3352ap-4f

/* log10(1+f) = f log10(e) + f**2 p(f); error -28.95 */
#define JARIP_LOG10F \
  -0x1.bcb7aap-3f, \
  0x1.287a7p-3f, \
  -0x1.bcbf2ap-4f, \
  0x1.63d008p-4f, \
  -0x1.276fc4p-4f, \
  0x1.f86a8p-5f, \
  -0x1.d74528p-5f, \
  0x1.cbf034p-5f, \
  -0x1.0fe38ep-5f

/* log((1+s)/(1-s)) = 2s + 2s z p(z), z = s**2; error -66.55 */
#define JARIP_LOG_SERIES \
  0x1.5555555555555p-2, \
  0x1.9999999999d1p-3, \
  0x1.24924924397bp-3, \
  0x1.c71c724b90f4fp-4, \
  0x1.745ce1b0bf183p-4, \
  0x1.3b202a428357ap-4, \
  0x1.0f66a1d363a69p-4, \
  0x1.0f149a06fa1d2p-4

/* sin(r) = r + r z p(z), z = r**2; error -28.01 */
#define JARIP_SINF \
  -0x1.555546p-3f, \
  0x1.11077ap-7f, \
  -0x1.99549ep-13f

/* sin(r) = r + r z p(z), z = r**2; error -57.98 */
#define JARIP_SIN \
  -0x1.5555555555549p-3, \
  0x1.111111110f895p-7, \
  -0x1.a01a019c1292p-13, \
  0x1.71de357724a94p-19, \
  -0x1.ae5e64f40c018p-26, \
  0x1.5d927180d4779p-33

/* cos(r) = 1 - z/2 + z**2 p(z), z = r**2; error -33.11 */
#define JARIP_COSF \
  0x1.55554ap-5f, \
  -0x1.6c0c2cp-10f, \
  0x1.99e9dp-16f

/* cos(r) = 1 - z/2 + z**2 p(z), z = r**2; error -64.15 */
#define JARIP_COS \
  0x1.555555555554cp-5, \
  -0x1.6c16c16c15218p-10, \
  0x1.a01a019cbe03fp-16, \
  -0x1.27e4f811419e3p-22, \
  0x1.1ee9f00a0452cp-29, \
  -0x1.8fb062ff5ab1ep-37

/* sin(pi r) = pi r + r z p(z), z = r**2; error -31.54 */
#define JARIP_SIN_PIF \
  -0x1.4abbcep+2f, \
  0x1.466b82p+1f, \
  -0x1.32b45ap-1f, \
  0x1.465c6ep-4f

/* sin(pi r) = pi r + r z p(z), z = r**2; error -61.53 */
#define JARIP_SIN_PI \
  -0x1.4abbce625be53p+2, \
  0x1.466bc6775ab5dp+1, \
  -0x1.32d2cce6362f6p-1, \
  0x1.507834950241bp-4, \
  -0x1.e30760582d857p-8, \
  0x1.e8fd609391765p-12, \
  -0x1.70592456ce71ep-16

/* cos(pi r) = 1 + z p(z), z = r**2; error -30.97 */
#define JARIP_COS_PIF \
  -0x1.3bd3ccp+2f, \
  0x1.03c1b6p+2f, \
  -0x1.55b684p+0f, \
  0x1.d61e4cp-3f

/* cos(pi r) = 1 + z p(z), z = r**2; error -61.47 */
#define JARIP_COS_PI \
  -0x1.3bd3cc9be45dep+2, \
  0x1.03c1f081b5a52p+2, \
  -0x1.55d3c7e3beeaap+0, \
  0x1.e1f5067143f2cp-3, \
  -0x1.a6d1dac1c05d9p-6, \
  0x1.f9b8c6e12b111p-10, \
  -0x1.a721b3416bfa4p-14, \
  -0x1.555893258bf6bp-17

/* asin(x) = x + x z p(z), z = x**2; error -31.68 */
#define JARIP_ASINF \
  0x1.55554cp-3f, \
  0x1.3338a4p-4f, \
  0x1.6ca962p-5f, \
  0x1.04bc4ap-5f, \
  0x1.d6b9d4p-7f, \
  0x1.34246ep-5f

/* asin(x) = x + x z p(z), z = x**2; error -59.82 */
#define JARIP_ASIN \
  0x1.5555555555578p-3, \
  0x1.333333332df17p-4, \
  0x1.6db6db722b5a3p-5, \
  0x1.f1c71a8b9ea4bp-6, \
  0x1.6e8bdfe69aae8p-6, \
  0x1.1c49ddfd7eeb5p-6, \
  0x1.ca214500e231cp-7, \
  0x1.757784e05d73dp-7, \
  0x1.618af57384256p-7, \
  0x1.e15719390e84cp-9, \
  0x1.6503773db519bp-6, \
  -0x1.59f8d78b6d85p-6, \
  0x1.0be534c03cac2p-5

/* atan(x) = x + x z p(z), z = x**2; error -31.17 */
#define JARIP_ATANF \
  -0x1.555552p-2f, \
  0x1.999824p-3f, \
  -0x1.2476cap-3f, \
  0x1.c51c64p-4f, \
  -0x1.6982cap-4f, \
  0x1.157f58p-4f, \
  -0x1.71e15p-5f, \
  0x1.77a5cap-6f, \
  -0x1.eb6fa8p-8f, \
  0x1.2d5f0ep-10f

/* atan(x) = x + x z p(z), z = x**2; error -63.76 */
#define JARIP_ATAN_EIGHTH \
  -0x1.5555555555554p-2, \
  0x1.99999999995bfp-3, \
  -0x1.24924924721d5p-3, \
  0x1.c71c71b5fa596p-4, \
  -0x1.745d1491d1ce1p-4, \
  0x1.3b136b2216cc4p-4, \
  -0x1.110c4b35809fap-4, \
  0x1.e16f4b2c1d7cbp-5, \
  -0x1.ab6dc065a7d8ap-5, \
  0x1.70b2d347c5468p-5, \
  -0x1.11ba86c3e0ef6p-5, \
  0x1.f01176928b7a7p-7

/* sinh(x) = x + x z p(z), z = x**2; error -31.3 */
#define JARIP_SINHF \
  0x1.555556p-3f, \
  0x1.1110ecp-7f, \
  0x1.a01accp-13f, \
  0x1.76adc8p-19f

/* sinh(x) = x + x z p(z), z = x**2; error -62.54 */
#define JARIP_SINH \
  0x1.5555555555555p-3, \
  0x1.111111111117cp-7, \
  0x1.a01a01a00dbc2p-13, \
  0x1.71de3a6097b2cp-19, \
  0x1.ae644b5089222p-26, \
  0x1.612aa764912f9p-33, \
  0x1.aacac9cb2ec43p-41, \
  0x1.3e17a8a9b1d4dp-48

/* tanh(x) = x + x z p(z), z = x**2; error -29.83 */
#define JARIP_TANHF \
  -0x1.55554cp-2f, \
  0x1.110d6cp-3f, \
  -0x1.b9327p-5f, \
  0x1.5986a4p-6f, \
  -0x1.9cad5ap-8f

#endif
