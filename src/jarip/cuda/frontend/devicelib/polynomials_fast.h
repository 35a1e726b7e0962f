/* Made by `python -m tools.minimax`; change the catalog there, not this file.
 * Coefficients, lowest power first; `error` is the largest error of the whole form, as log2. */
#ifndef JARIP_DEVICELIB_POLYNOMIALS_FAST_H
#define JARIP_DEVICELIB_POLYNOMIALS_FAST_H

/* sin(2 pi t) = t p(z), z = t**2; error -26.87 */
#define JARIP_FAST_SIN \
  0x1.921fb4p+2f, \
  -0x1.4abbaap+5f, \
  0x1.466662p+6f, \
  -0x1.321fb2p+6f, \
  0x1.3b537ap+5f

/* 2**r = p(r); error -22.97 */
#define JARIP_FAST_EXP2 \
  0x1.000002p+0f, \
  0x1.62e42ap-1f, \
  0x1.ebf8aep-3f, \
  0x1.c6b57cp-5f, \
  0x1.3d21bap-7f, \
  0x1.5ca194p-10f

/* log2(1+f) = f p(f); error -25.03 */
#define JARIP_FAST_LOG2 \
  0x1.715476p+0f, \
  -0x1.71547p-1f, \
  0x1.ec736ep-2f, \
  -0x1.715c68p-2f, \
  0x1.26dceep-2f, \
  -0x1.e95f84p-3f, \
  0x1.b9364cp-3f, \
  -0x1.a83e06p-3f, \
  0x1.02cf1ap-3f

#endif
