/* Made by `python -m tools.minimax`; change the catalog there, not this file.
 * Coefficients, lowest power first; `error` is the largest error of the whole form, as log2. */
#ifndef JARIP_DEVICELIB_POLYNOMIALS_BESSEL_H
#define JARIP_DEVICELIB_POLYNOMIALS_BESSEL_H

/* j0(x) = p(z), z = x**2; error -73.14 */
#define JARIP_J0_CENTRE \
  0x1p+0, \
  -0x1p-2, \
  0x1p-6, \
  -0x1.c71c71c71c71bp-12, \
  0x1.c71c71c71c439p-18, \
  -0x1.2345678986a79p-24, \
  0x1.02e85be91b873p-31, \
  -0x1.522a254c156a3p-39, \
  0x1.5218fda2f9bafp-47, \
  -0x1.05f28c0c33b92p-55

/* j0(zero + d) = d p(d), zero 2.4048256; error -53.31 */
#define JARIP_J0_FIRST \
  -0x1.09cdb3655128p-1, \
  0x1.ba1deea029493p-4, \
  0x1.cfae864368cbdp-5, \
  -0x1.1bb1cbe1a3f9ap-7, \
  -0x1.1f992590cbb25p-9, \
  0x1.15382ba05a5ep-12, \
  0x1.6ed3b9ebc3d72p-15, \
  -0x1.232c77bdd3c3p-18, \
  -0x1.1cce2e11bea36p-21, \
  0x1.7ff97b60dcd54p-25, \
  0x1.2950c70de0dbap-28, \
  -0x1.5c1fc506de246p-32, \
  -0x1.bd5b8531a2d68p-36, \
  0x1.c628b19c871bp-40, \
  0x1.eec72d317a75dp-44, \
  -0x1.58bdea8186076p-51, \
  -0x1.971c9c8832ef3p-50, \
  -0x1.8efbcdbc965ccp-54

/* j0(zero + d) = d p(d), zero 5.5200781; error -54.69 */
#define JARIP_J0_SECOND \
  0x1.5c6e60a097823p-2, \
  -0x1.f8f72e7a848e1p-6, \
  -0x1.b2150cb41e8e9p-5, \
  0x1.2f7ffe90256fcp-8, \
  0x1.27e31fe9aa92ep-9, \
  -0x1.6f641f41986cep-13, \
  -0x1.863f481b271fp-15, \
  0x1.ad77d74aa116bp-19, \
  0x1.32e6da0052f3ap-21, \
  -0x1.2da37eef90e8ap-25, \
  -0x1.41d7612ac771ep-28, \
  0x1.1d047e6028888p-32, \
  0x1.e313860364f97p-36, \
  -0x1.84bb7fffe1904p-40, \
  -0x1.164e221d874b7p-43, \
  0x1.998c7d41e527dp-48, \
  0x1.155a8f6dfa93p-50, \
  -0x1.0da951c6a2f2ap-55, \
  -0x1.be1372045faefp-55

/* j0(zero + d) = d p(d), zero 8.6537279; error -67.46 */
#define JARIP_J0_THIRD \
  -0x1.15f7977a7937ap-2, \
  0x1.00f7fcefc9387p-6, \
  0x1.68b984e6ff389p-5, \
  -0x1.48e63749a34b8p-9, \
  -0x1.0e0d638e0c059p-9, \
  0x1.d7953d4bed208p-14, \
  0x1.77fe8f5ce3e43p-15, \
  -0x1.33492f7dece92p-19, \
  -0x1.315e3433ee71p-21, \
  0x1.c5f794acedef9p-26, \
  0x1.357be8afd610ep-28, \
  -0x1.38ef844255167p-32, \
  -0x1.8b143d6a154cep-35, \
  -0x1.375529a1a8072p-40

/* j1(x) = x p(z), z = x**2; error -67.83 */
#define JARIP_J1_CENTRE \
  0x1p-1, \
  -0x1p-4, \
  0x1.5555555555555p-9, \
  -0x1.c71c71c71c6a9p-15, \
  0x1.6c16c16c12cdfp-21, \
  -0x1.845c8a0a8d893p-28, \
  0x1.27e4faa0bee0dp-35, \
  -0x1.5229e2866f314p-43, \
  0x1.2c7b260795597p-51, \
  -0x1.a167e2d6a9e0bp-60, \
  -0x1.962e3baf7e59ep-73, \
  0x1.5e2c9ee33a01dp-73

/* j1(zero + d) = d p(d), zero 3.831706; error -55.45 */
#define JARIP_J1_FIRST \
  -0x1.9c6cf582cbf7fp-2, \
  0x1.ae8a39f51ad03p-5, \
  0x1.b589d1da1391ep-5, \
  -0x1.537544c331d55p-8, \
  -0x1.24b3409959a65p-9, \
  0x1.6e4c2d535087bp-13, \
  0x1.83a06e3137522p-15, \
  -0x1.9799d4c76d472p-19, \
  -0x1.33825d000e021p-21, \
  0x1.17069134c3a2bp-25, \
  0x1.4569c70fa50b8p-28, \
  -0x1.03b9701698bfap-32, \
  -0x1.ec6dec9f4774ap-36, \
  0x1.5e81ba7df5201p-40, \
  0x1.199b3641d4a8ap-43, \
  -0x1.4f3a9871d5c43p-48, \
  -0x1.53c2b6048b5e7p-51, \
  -0x1.c7910468a8f05p-55, \
  0x1.f72980fe045a9p-57, \
  0x1.801cf6daebda9p-58

/* j1(zero + d) = d p(d), zero 7.0155867; error -53.51 */
#define JARIP_J1_SECOND \
  0x1.33518b3874e8ap-2, \
  -0x1.5e70dc60362c1p-6, \
  -0x1.80c83bdeee545p-5, \
  0x1.9a4b292e3e17p-9, \
  0x1.13fbc7d6943fdp-9, \
  -0x1.07358bbde97f4p-13, \
  -0x1.796a751b9c9f8p-15, \
  0x1.4255b04c88a34p-19, \
  0x1.3026dedaa5dc7p-21, \
  -0x1.d48e147e128e3p-26, \
  -0x1.4462b655a7fe4p-28, \
  0x1.c65bf0ebfddf5p-33, \
  0x1.ec82b323f2376p-36, \
  -0x1.4aeff3151c014p-40, \
  -0x1.3b86639ab5002p-43, \
  0x1.27638ea1c0249p-46, \
  0x1.2b793ea1fd6b9p-47, \
  0x1.7b59bfd150753p-50

/* y0(x) = 2/pi log(x/zero) j0(x) + (x-zero)(x+zero) p(z), z = x**2; error -55.31 */
#define JARIP_Y0_CENTRE \
  0x1.750811790a13cp-3, \
  -0x1.12583f4a4abbcp-6, \
  0x1.268a9aaaea5cbp-11, \
  -0x1.4c030d9947d64p-17, \
  0x1.cf04139ec5bc1p-24, \
  -0x1.b796ec95fc961p-31, \
  0x1.2eae39a037693p-38, \
  -0x1.3a662c1810287p-46, \
  0x1.23ac31d3e9367p-55, \
  0x1.0c52e0cd3eca2p-58, \
  -0x1.b691b805fefe1p-62, \
  0x1.8fe9056873c3cp-66, \
  -0x1.40fffbf8d5c1ap-71

/* y0(zero + d) = d p(d), zero 3.9576784; error -55.97 */
#define JARIP_Y0_SECOND \
  -0x1.9c34256a12a0cp-2, \
  0x1.a09c9290367eep-5, \
  0x1.df6d59bf50ea2p-5, \
  -0x1.c116fdc597fe1p-8, \
  -0x1.1e32bc4ef7a68p-9, \
  0x1.9982765156535p-13, \
  0x1.ab2c1febd7c11p-15, \
  -0x1.486371dc89265p-18, \
  -0x1.3b216734f0bd5p-22, \
  -0x1.777074eaae946p-26, \
  0x1.452e90a6e92cep-26, \
  -0x1.f69206172118cp-29, \
  0x1.a5a1ab0d2fb32p-31, \
  -0x1.99682905231bp-33, \
  0x1.88d7e52bb4253p-35, \
  -0x1.741dd3bd4fa71p-37, \
  0x1.615d02cda2a45p-39, \
  -0x1.5c51b48cc7b53p-41, \
  0x1.61d6765cedba4p-43, \
  -0x1.23f89c12683dep-45, \
  0x1.574c8e50716dep-48, \
  -0x1.2f5c5353d5df4p-49, \
  0x1.3a3f0b9be9d6dp-50, \
  -0x1.b8df1b449f226p-53

/* y0(zero + d) = d p(d), zero 7.0860511; error -53.63 */
#define JARIP_Y0_THIRD \
  0x1.334cca0697a5bp-2, \
  -0x1.5aef611fc4d56p-6, \
  -0x1.8969c64cbf4c2p-5, \
  0x1.b2f14a9552495p-9, \
  0x1.1d35e85fe2b9ap-9, \
  -0x1.26dd71e35e9aap-13, \
  -0x1.8177e5038299fp-15, \
  0x1.6a9226e5ce66dp-19, \
  0x1.34aa78521c5a6p-21, \
  -0x1.0a27d9c3529cfp-25, \
  -0x1.442ba0ee30badp-28, \
  0x1.fa1313bffa402p-33, \
  0x1.f15769e10078bp-36, \
  -0x1.51b6f4bb4c7cep-40, \
  -0x1.2deb4469f9644p-44, \
  -0x1.3ba67631103cp-46, \
  -0x1.a6fc5c84ea954p-46, \
  -0x1.019b21c28af6dp-47, \
  -0x1.9755fa5538036p-51

/* y1(x) = 2/pi log(x/zero) j1(x) + (x-zero)(x+zero)/x p(z), z = x**2; error -54.02 */
#define JARIP_Y1_CENTRE \
  0x1.0e14beba09e96p-3, \
  0x1.069922dcaf0c5p-6, \
  -0x1.7c2ca06d8dcfcp-10, \
  0x1.5ba2f20a3ed68p-15, \
  -0x1.4f294063822f2p-21, \
  0x1.96551be833156p-28, \
  -0x1.549c91894ccb9p-35, \
  0x1.a38bbd3b55a1ep-43, \
  -0x1.85b9e9ba5708p-51, \
  0x1.f41847e212496p-65, \
  0x1.10a1c0964ab91p-62, \
  -0x1.8b1a0bfd03bd7p-66, \
  0x1.98e20151e4aacp-70, \
  -0x1.2b56cd99e501cp-74, \
  0x1.25d1c438abd31p-79, \
  -0x1.5ac68bddf6ccap-85, \
  0x1.73ec57d97a649p-92

/* y1(zero + d) = d p(d), zero 5.429681; error -53.66 */
#define JARIP_Y1_SECOND \
  -0x1.5c7c556f0c19ap-2, \
  0x1.00b9f8571ca1ep-5, \
  0x1.a15d92dfe3e8p-5, \
  -0x1.10a329e2c233dp-8, \
  -0x1.1be6db99265f2p-9, \
  0x1.337c7e1382cd9p-13, \
  0x1.85b940edc58e9p-15, \
  -0x1.8061913ba7b91p-19, \
  -0x1.255e6e2305131p-21, \
  0x1.b62cc351d3021p-26, \
  0x1.80b25b23ed6a6p-28, \
  -0x1.a7e9ef94fd77dp-32, \
  0x1.3c599ae153ca7p-39, \
  -0x1.3918da23aefbfp-38, \
  0x1.4d37d2d2f5823p-40, \
  -0x1.b2c813c36e2e1p-43, \
  0x1.1f843f6b6e9fbp-45, \
  -0x1.31f1dca387d11p-47, \
  0x1.f99da062a54e2p-50, \
  0x1.d3028f22852b6p-54, \
  0x1.6dad3ee222b95p-56, \
  -0x1.3e06899710fc4p-55

/* y1(zero + d) = d p(d), zero 8.5960059; error -67.59 */
#define JARIP_Y1_THIRD \
  0x1.15f993fceb90dp-2, \
  -0x1.02b3933c2bfd4p-6, \
  -0x1.6395dfe20caa9p-5, \
  0x1.3ced2ad57e7b6p-9, \
  0x1.07a67aa38557bp-9, \
  -0x1.b50d0b49d302dp-14, \
  -0x1.6f7a57521cc72p-15, \
  0x1.17862c89c438ep-19, \
  0x1.2c3d3513a3a9dp-21, \
  -0x1.9d10f3508cf69p-26, \
  -0x1.35958d12b8dedp-28, \
  0x1.130a2e7e054a3p-32, \
  0x1.75e034d3df3a9p-35, \
  0x1.1f3db3fa70f1dp-40

/* cosine amplitude of order 0 = p(z), z = 1/x**2; error -47.45 */
#define JARIP_J0_COSINE \
  0x1.fffffffffffd1p-1, \
  -0x1.1ffffffc069e7p-4, \
  0x1.cb5fe386061acp-4, \
  -0x1.2514f7d354346p-1, \
  0x1.82f5d37257a5cp+2, \
  -0x1.a02bda69045a7p+6, \
  0x1.1537c0d6617e7p+11, \
  -0x1.3ebe5671c4cb2p+15, \
  0x1.8b1a44e5638cfp+18

/* sine amplitude of order 0 = p(z)/x, z = 1/x**2; error -41.69 */
#define JARIP_J0_SINE \
  -0x1.ffffffffff612p-4, \
  0x1.2bffffe4ff52fp-4, \
  -0x1.d11d9eaf64891p-3, \
  0x1.ba2a22cd5f397p+0, \
  -0x1.82ff02eec253ap+4, \
  0x1.fd25f3ca1ca05p+8, \
  -0x1.80fa23863ed45p+13, \
  0x1.da96e3666048cp+17, \
  -0x1.314eede41172cp+21

/* cosine amplitude of order 1 = p(z), z = 1/x**2; error -47.35 */
#define JARIP_J1_COSINE \
  0x1.0000000000019p+0, \
  0x1.dffffffbbe4d5p-4, \
  -0x1.274ff0bb4cd21p-3, \
  0x1.5a5faf05dad6bp-1, \
  -0x1.b6a9cbb41fbep+2, \
  0x1.ccc79e1d3e114p+6, \
  -0x1.2f06c58ec41f4p+11, \
  0x1.5a370ee50d0eep+15, \
  -0x1.abd2c75022ap+18

/* sine amplitude of order 1 = p(z)/x, z = 1/x**2; error -43.18 */
#define JARIP_J1_SINE \
  0x1.7fffffffffd58p-2, \
  -0x1.a3ffffe31cf97p-4, \
  0x1.1c3ccbf3d6697p-2, \
  -0x1.fe33819834282p+0, \
  0x1.b0acf24bc3012p+4, \
  -0x1.1763f440f37fap+9, \
  0x1.a23f417e2b234p+13, \
  -0x1.007f8b9757c4fp+18, \
  0x1.492dcb6b87d4ep+21

/* i0(x) = p(z), z = x**2/4; error -66.23 */
#define JARIP_I0_CENTRE \
  0x1p+0, \
  0x1p+0, \
  0x1p-2, \
  0x1.c71c71c71c71cp-6, \
  0x1.c71c71c71c738p-10, \
  0x1.23456789aba0ep-14, \
  0x1.02e85c089df41p-19, \
  0x1.522a43f58bb3ap-25, \
  0x1.522a440b12841p-31, \
  0x1.0b3130ff51807p-37, \
  0x1.5601b3a47c621p-44, \
  0x1.69c70cae0f577p-51, \
  0x1.41d080c2dcf77p-58, \
  0x1.e1c7dd51dcdd3p-66, \
  0x1.6ee0663824614p-73, \
  -0x1.24e8118c560cbp-81, \
  0x1.a0d20113123a3p-85, \
  -0x1.3f135665fd3c8p-90, \
  0x1.3ed1416224abp-96, \
  -0x1.2061b0e74c234p-103

/* i1(x) = x p(z), z = x**2/4; error -63.93 */
#define JARIP_I1_CENTRE \
  0x1p-1, \
  0x1p-2, \
  0x1.5555555555555p-5, \
  0x1.c71c71c71c738p-9, \
  0x1.6c16c16c16873p-13, \
  0x1.845c8a0ceda1bp-18, \
  0x1.27e4fb76bda88p-23, \
  0x1.522a441056f8ep-29, \
  0x1.2c97567d0beaep-35, \
  0x1.ab823bb2cd8fp-42, \
  0x1.f16e68d721ed6p-49, \
  0x1.e303ef6163c15p-56, \
  0x1.826a0b3105541p-63, \
  0x1.81ca33b9bc1p-70, \
  -0x1.7c19eddbdf686p-76, \
  0x1.7ba66df5961d9p-80, \
  -0x1.b0894fb8d3ce6p-85, \
  0x1.555dcf5667f48p-90, \
  -0x1.474ee91a19e41p-96, \
  0x1.204d047c10fbdp-103

/* i0(x) = e**x / sqrt(x) p(1/x - 0.065); error -54.16 */
#define JARIP_I0_FAR \
  0x1.9bf774437a6cep-2, \
  0x1.b9e8df72d32cp-5, \
  0x1.20801595a46d5p-5, \
  0x1.7e073110d209ep-5, \
  0x1.9ee0c2331682fp-4, \
  0x1.57a7c8c9b378ap-2, \
  0x1.b0a8668bd2e82p+0, \
  0x1.9039e55e1722bp+3, \
  0x1.95ed3e1e1b288p+6, \
  0x1.f14950519449bp+7, \
  -0x1.bfab566096c96p+13, \
  -0x1.0045d39e064b3p+18, \
  -0x1.5b0153dcec9a8p+17, \
  0x1.78b75fa5c3073p+25, \
  0x1.35d0d3aff4898p+28, \
  -0x1.d881d966fd705p+32, \
  -0x1.2fe80a8c7ceb4p+36, \
  0x1.0fa0e2b88cb2p+40, \
  0x1.a523ae970da98p+43, \
  -0x1.f7c2174fd315bp+46, \
  -0x1.a596a3ff59b83p+50, \
  0x1.36b3e2c27ef26p+53, \
  0x1.0c68ce2eb1d94p+57, \
  -0x1.6dae70c411634p+58, \
  -0x1.40977c56a686dp+62

/* i1(x) = e**x / sqrt(x) p(1/x - 0.065); error -55.11 */
#define JARIP_I1_FAR \
  0x1.8e58254d294d9p-2, \
  -0x1.400d1e0ca884ep-3, \
  -0x1.cf97bbffb101bp-5, \
  -0x1.01538455dd592p-4, \
  -0x1.ffee1f9bc3672p-4, \
  -0x1.917f78419b5d1p-2, \
  -0x1.e61703f36645cp+0, \
  -0x1.b6593166ea1fdp+3, \
  -0x1.bac85e1c0d1b6p+6, \
  -0x1.30573242d6e3bp+8, \
  0x1.ccaf25a990062p+13, \
  0x1.0ef2793b64598p+18, \
  0x1.e99364dfb94e3p+17, \
  -0x1.827e214dc1c78p+25, \
  -0x1.36c2ff76952cbp+28, \
  0x1.d825d765e33f9p+32, \
  0x1.1807616030dc3p+36, \
  -0x1.084b1f904003cp+40, \
  -0x1.623dd031581ebp+43, \
  0x1.dd4509e9bb72ap+46, \
  0x1.44f1bed2a41c3p+50, \
  -0x1.1ed93c799c851p+53, \
  -0x1.809e171cc5909p+56, \
  0x1.49685a27362dep+58, \
  0x1.b2cd9fba4ff6fp+61

#endif
