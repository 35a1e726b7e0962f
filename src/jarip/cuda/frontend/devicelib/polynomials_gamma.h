/* Made by `python -m tools.minimax`; change the catalog there, not this file.
 * Coefficients, lowest power first; `error` is the largest error of the whole form, as log2. */
#ifndef JARIP_DEVICELIB_POLYNOMIALS_GAMMA_H
#define JARIP_DEVICELIB_POLYNOMIALS_GAMMA_H

/* lgamma(1+f) = f p(f); error -56.42 */
#define JARIP_LGAMMA_ONE \
  -0x1.2788cfc6fb619p-1, \
  0x1.a51a6625307d2p-1, \
  -0x1.9a4d55beab295p-2, \
  0x1.151322ac7dcb8p-2, \
  -0x1.a8b9c17aaddb7p-3, \
  0x1.5b40cb0fb7397p-3, \
  -0x1.2703a1d94410bp-3, \
  0x1.010b36c53bf01p-3, \
  -0x1.c806725c610b2p-4, \
  0x1.9a01dee2b68b8p-4, \
  -0x1.748be6a6cca22p-4, \
  0x1.556ad2c5b895dp-4, \
  -0x1.3b2449b6173acp-4, \
  0x1.24a385be06e3fp-4, \
  -0x1.10c8db7b11873p-4, \
  0x1.fdb79eab3e132p-5, \
  -0x1.e2f77d449d5cep-5, \
  0x1.dadaa64794916p-5, \
  -0x1.d08129313e5cbp-5, \
  0x1.80084fe8527f8p-5, \
  -0x1.aa4f2484796e6p-6, \
  0x1.bece40822b7edp-8

/* lgamma(2+f) = f p(f); error -56.13 */
#define JARIP_LGAMMA_TWO \
  0x1.b0ee6072093cep-2, \
  0x1.4a34cc4a60fa7p-2, \
  -0x1.13e001a5575bbp-4, \
  0x1.51322ac7d7c98p-6, \
  -0x1.e404fc21a19d7p-8, \
  0x1.7add6eaea131p-9, \
  -0x1.38ac5c24129cfp-10, \
  0x1.0b36af1d4e83ep-11, \
  -0x1.d3fd500e68e56p-13, \
  0x1.a127e57502c7p-14, \
  -0x1.78dde90914875p-15, \
  0x1.5805f4bc3f495p-16, \
  -0x1.3cc3d8b3888c7p-17, \
  0x1.264eae06d34aep-18, \
  -0x1.1197eb4dfd263p-19, \
  0x1.ed03a4b85d0cp-21, \
  -0x1.db55caf24d11fp-22, \
  0x1.2cf50f0affa13p-22, \
  -0x1.0ac57f1f8681dp-23

/* lgamma(3.25+f) = p(f); error -55.32 */
#define JARIP_LGAMMA_THREE \
  0x1.df216e434a8ecp-1, \
  0x1.0459842f5df88p+0, \
  0x1.706ef688253eep-3, \
  -0x1.5df43307a74d1p-6, \
  0x1.ede2fea1c9ap-9, \
  -0x1.9e80723d89806p-11, \
  0x1.7f549c38e2bd1p-13, \
  -0x1.78e71acf1fbafp-15, \
  0x1.82568ce684797p-17, \
  -0x1.97f913a5d2a9p-19, \
  0x1.b86dbe31b15fcp-21, \
  -0x1.e375f42da25c8p-23, \
  0x1.0d2288ac76e4bp-24, \
  -0x1.301957782d394p-26, \
  0x1.51712061a32e9p-28, \
  -0x1.688004f86923ap-30, \
  0x1.10691844bc9e2p-31, \
  -0x1.8e3a7dab691c8p-33

/* lgamma(6+f) = p(f); error -54.52 */
#define JARIP_LGAMMA_SIX \
  0x1.326643c4479c9p+2, \
  0x1.b4c420a50ad7bp+0, \
  0x1.735973273d6e1p-4, \
  -0x1.6626bc9b30af5p-8, \
  0x1.0262026c42e7fp-11, \
  -0x1.be37a89b0f2ffp-15, \
  0x1.ab07142fbcb62p-18, \
  -0x1.b4c58cc05a74p-21, \
  0x1.d3f2481e0cb1ap-24, \
  -0x1.0359d75f815ddp-26, \
  0x1.270769a7cbd46p-29, \
  -0x1.566ca0183d821p-32, \
  0x1.93da31e62826ap-35, \
  -0x1.e4b8dbc0686c2p-38, \
  0x1.25f61fd848dabp-40, \
  -0x1.52f2794b551cbp-43, \
  0x1.9f775234b69f2p-46, \
  -0x1.7d2046abdf392p-48, \
  0x1.880ec4a821d26p-51, \
  0x1.84b756103c864p-54, \
  0x1.19930a0e3dd9ap-56, \
  -0x1.a693527f0d1f6p-57

/* lgamma(x) = (x-1/2) log(x) - x + log(2 pi)/2 + p(z)/x, z = 1/x**2; error -54.0 */
#define JARIP_STIRLING \
  0x1.5555555555555p-4, \
  -0x1.6c16c16c10946p-9, \
  0x1.a01a015d8f569p-11, \
  -0x1.381331b983922p-11, \
  0x1.b920ba2cc5719p-11, \
  -0x1.ee680a416518ep-10, \
  0x1.465caf960ce8ap-8

/* tgamma(1.5+f) = p(f); error -54.33 */
#define JARIP_TGAMMA \
  0x1.c5bf891b4ef6bp-1, \
  0x1.08ea88ee56189p-5, \
  0x1.a8c4dba620ba7p-2, \
  -0x1.b77ac1ca2d1cep-4, \
  0x1.283bd37509317p-3, \
  -0x1.3d88cfe5a2424p-4, \
  0x1.e022b7279f536p-5, \
  -0x1.374fd595ecd4p-5, \
  0x1.a752cd5ccb3a5p-6, \
  -0x1.1a2c341f72c13p-6, \
  0x1.7990eafa4faefp-7, \
  -0x1.f7f9cdba384a4p-8, \
  0x1.5064256841bacp-8, \
  -0x1.c0d3bade377bdp-9, \
  0x1.29f7da4962b1cp-9, \
  -0x1.8c83f8d1f8481p-10, \
  0x1.153d464ca1ff2p-10, \
  -0x1.7716b1ec271dap-11, \
  0x1.5b1231924d385p-12, \
  -0x1.a833e7c13fe7ep-13, \
  0x1.8edced3f7d728p-12, \
  -0x1.18a24a6341c5dp-12

#endif
