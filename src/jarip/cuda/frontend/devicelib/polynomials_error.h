/* Made by `python -m tools.minimax`; change the catalog there, not this file.
 * Coefficients, lowest power first; `error` is the largest error of the whole form, as log2. */
#ifndef JARIP_DEVICELIB_POLYNOMIALS_ERROR_H
#define JARIP_DEVICELIB_POLYNOMIALS_ERROR_H

/* erf(x) = x + x p(z), z = x**2; error -29.65 */
#define JARIP_ERFF \
  0x1.06eba8p-3f, \
  -0x1.81274p-2f, \
  0x1.ce2d54p-4f, \
  -0x1.b7ff0ap-6f, \
  0x1.5432fp-8f, \
  -0x1.a53422p-11f, \
  0x1.4caf0ap-14f

/* erf(x) = x + x p(z), z = x**2; error -56.33 */
#define JARIP_ERF \
  0x1.06eba8214db69p-3, \
  -0x1.812746b0379fdp-2, \
  0x1.ce2f21a043629p-4, \
  -0x1.b82ce312abda5p-6, \
  0x1.565bcd12966a6p-8, \
  -0x1.c02db49ac57d8p-11, \
  0x1.f9a3353846ee3p-14, \
  -0x1.f4d334158333cp-17, \
  0x1.b9eea3a93a166p-20, \
  -0x1.5f98d8707b363p-23, \
  0x1.fc8251a7b05cap-27, \
  -0x1.469cb7ef9f6e4p-30, \
  0x1.29e66f442d165p-34

/* erfcx(x) (1 + 2x) = p(t), t = (x-2)/(x+2); error -26.78 */
#define JARIP_ERFCXF \
  0x1.46e80ep+0f, \
  -0x1.7bf5dap-4f, \
  -0x1.5407ap-3f, \
  0x1.4ff92p-3f, \
  -0x1.bc2fa4p-5f, \
  -0x1.06c0e2p-7f, \
  0x1.1e11dep-7f, \
  0x1.3eec36p-10f, \
  -0x1.8226b8p-10f, \
  -0x1.7675c6p-12f, \
  0x1.df516ap-13f, \
  0x1.089196p-14f, \
  -0x1.76f82ap-16f

/* erfcx(x) (1 + 2x) = p(t), t = (x-4)/(x+4); error -54.57 */
#define JARIP_ERFCX \
  0x1.3ba5916e9fd7fp+0, \
  -0x1.1df1ad154a28fp-3, \
  0x1.f7f5df66fcc3p-7, \
  0x1.16ecefcfa53f8p-4, \
  -0x1.9ddb23c3e6156p-4, \
  0x1.7fee004e11d46p-4, \
  -0x1.0fb06dfe76a69p-4, \
  0x1.3079edf68aeeep-5, \
  -0x1.0962387f07051p-6, \
  0x1.49c6728597848p-8, \
  -0x1.8d4a9dd3c827bp-11, \
  -0x1.a1df25fa465edp-13, \
  0x1.3be07077609cep-13, \
  -0x1.995922aca7843p-16, \
  -0x1.788b139588306p-17, \
  0x1.7f275e86de5e5p-18, \
  0x1.3a6a2b650aaa1p-22, \
  -0x1.bb0db513296a7p-21, \
  0x1.4927148f9be47p-24, \
  0x1.da3d2f01e3ba2p-24, \
  -0x1.583c6560c37a9p-26, \
  -0x1.001bb674f2b21p-26, \
  0x1.997930e07d3ddp-29, \
  0x1.ff9e7e186d51fp-30, \
  -0x1.02f7c89b0e7e6p-32, \
  -0x1.46eaa7b678a95p-33

/* erfinv(y) = y p(w - 2.5), w = -log(1 - y**2); error -24.57 */
#define JARIP_ERFINV_CENTREF \
  0x1.805c5ep+0f, \
  0x1.f91e8cp-3f, \
  -0x1.11c704p-8f, \
  -0x1.48673p-10f, \
  0x1.ca13aep-13f, \
  -0x1.4c7b4ep-18f, \
  -0x1.d3c7a4p-19f, \
  0x1.f28b88p-22f, \
  0x1.bb434ep-26f, \
  -0x1.2991fap-27f, \
  -0x1.b7575p-34f

/* erfinv(y) = y p(v - 3.0), v = sqrt(-log(1 - y**2)); error -26.09 */
#define JARIP_ERFINV_NEARF \
  0x1.6a9efcp+1f, \
  0x1.006dc6p+0f, \
  0x1.357ffep-7f, \
  -0x1.f4967p-8f, \
  0x1.74a3eap-8f, \
  -0x1.d6c194p-9f, \
  0x1.868c1ep-10f, \
  -0x1.1f20f6p-14f, \
  -0x1.49d2dep-12f, \
  0x1.03c5ep-13f

/* erfcinv(y) = v p(1/v - 0.1), v = sqrt(-log(y (2-y))); error -25.12 */
#define JARIP_ERFINV_FARF \
  0x1.fa6632p-1f, \
  -0x1.5a4abep-3f, \
  -0x1.66443ap-2f, \
  0x1.a3b76ap+0f, \
  -0x1.091698p+2f, \
  0x1.b20782p+3f, \
  -0x1.34c3dap+5f, \
  0x1.b53c3cp+5f

/* erfinv(y) = y p(w - 3.125), w = -log(1 - y**2); error -55.38 */
#define JARIP_ERFINV_CENTRE \
  0x1.a755e7c99ae86p+0, \
  0x1.ebd80d9b13df7p-3, \
  -0x1.8b6c33114ee1ap-8, \
  -0x1.8457694833fddp-11, \
  0x1.879c2a20d69fp-13, \
  -0x1.d1d1f7cb0a6fcp-17, \
  -0x1.6e8a53ee8ea41p-20, \
  0x1.c6b4f8ae6ef45p-22, \
  -0x1.f36ce52064211p-26, \
  -0x1.1a9eb6a9dad34p-28, \
  0x1.20f4e9caa92c9p-30, \
  -0x1.dc3de99b172bfp-35, \
  -0x1.c895cd887968ep-37, \
  0x1.723101756d56dp-39, \
  -0x1.6d95b6290ee4cp-44, \
  -0x1.6838e8f077f37p-45, \
  0x1.db4225e358d46p-48, \
  -0x1.87bf4cb9a9529p-55, \
  -0x1.2c02fdb79119bp-53, \
  0x1.221fc07eb9486p-56, \
  0x1.52be58ceef0b9p-60, \
  -0x1.a461e4887cc9ep-62, \
  -0x1.44f645146c628p-70, \
  0x1.f9c1b48f68d27p-69

/* erfinv(y) = y p(v - 3.25), v = sqrt(-log(1 - y**2)); error -52.55 */
#define JARIP_ERFINV_NEAR \
  0x1.8abcc380d5a47p+1, \
  0x1.0158a6d641d37p+0, \
  0x1.5ffcfe5b81269p-8, \
  -0x1.ebadabb87780ap-9, \
  0x1.468eeca20d624p-9, \
  -0x1.ba924138d85e3p-10, \
  0x1.f3cc567b521f2p-11, \
  -0x1.7448a772fb8e5p-12, \
  0x1.932bfa1c42078p-16, \
  0x1.1e682ddd28b19p-14, \
  -0x1.8ced09c2998a5p-15, \
  0x1.a29dae897e079p-17, \
  0x1.88005c6abbbc6p-19, \
  -0x1.0d6cfbc89c7fbp-18, \
  0x1.94aaa18dd9371p-20, \
  0x1.4a3a0437d08b9p-26, \
  -0x1.2c28d8a37ed42p-22, \
  0x1.83e4073bc0c36p-24, \
  0x1.0b67a39713d2dp-28

/* erfinv(y) = y p(v - 5.0), v = sqrt(-log(1 - y**2)); error -53.33 */
#define JARIP_ERFINV_MIDDLE \
  0x1.3664ddd1ad7fbp+2, \
  0x1.02a30d1fba104p+0, \
  -0x1.22ea5df0c9fe4p-13, \
  -0x1.c2f36a9e7baa7p-13, \
  0x1.3ebf4ebc95684p-14, \
  -0x1.4a34918a5147p-16, \
  0x1.2fbd259fdb4a2p-18, \
  -0x1.0a8fb84c8e546p-20, \
  0x1.ebca46d182902p-23, \
  -0x1.224f6aa5fa3dp-24, \
  0x1.f4ac4828fec7p-26, \
  -0x1.04dc757b0ea4fp-26, \
  0x1.05da9a10a6f88p-27, \
  -0x1.e7abfb76b01c7p-29, \
  0x1.9d91ebf9684c7p-30, \
  -0x1.b0be762886d4ap-32, \
  -0x1.cf38861713a1fp-36, \
  0x1.1e7ca010652bcp-35

/* erfcinv(y) = v p(1/v - 0.1), v = sqrt(-log(y (2-y))); error -51.73 */
#define JARIP_ERFINV_FAR \
  0x1.fa6631285b41fp-1, \
  -0x1.5a4a4c26c31efp-3, \
  -0x1.663433a0a48e8p-2, \
  0x1.a35505ac53bc1p+0, \
  -0x1.0d02f53bb9cf5p+2, \
  0x1.04b67d517e7d4p+4, \
  -0x1.4cc7d0952f311p+6, \
  0x1.ddd57df71bca3p+8, \
  -0x1.75351ff5e353bp+11, \
  0x1.36f39765da84fp+14, \
  -0x1.0dc66221b58dcp+17, \
  0x1.e786f609412f6p+19, \
  -0x1.f97e7aa9e9e2bp+22, \
  0x1.fa385aabd7e01p+25, \
  -0x1.3625f1f7902ffp+27, \
  0x1.00213af59f343p+29, \
  -0x1.930c848eeb592p+36, \
  0x1.dd131aeedbc44p+39, \
  0x1.26955a14b9ba2p+43, \
  -0x1.653c3789e59c3p+46, \
  -0x1.e1fd2c487d56dp+49, \
  0x1.115b3a1c96facp+53

#endif
