/* Made by `python -m tools.minimax`; change the catalog there, not this file.
 * Coefficients, lowest power first; `error` is the largest error of the whole form, as log2. */
#ifndef JARIP_DEVICELIB_POLYNOMIALS_POWER_H
#define JARIP_DEVICELIB_POLYNOMIALS_POWER_H

/* log2((1+s)/(1-s)) = s p(z), z = s**2; error -45.07 */
#define JARIP_POWF_LOG2 \
  0x1.71547652b825p+1, \
  0x1.ec709dc54013cp-1, \
  0x1.2776c28e4d8eap-1, \
  0x1.a61a331f94aebp-2, \
  0x1.4794959cf3513p-2, \
  0x1.21bc6426906acp-2

/* 2**r = p(r); error -34.53 */
#define JARIP_POWF_EXP2 \
  0x1.ffffffffabaa4p-1, \
  0x1.62e42ff1167e7p-1, \
  0x1.ebfbe0a4db5b4p-3, \
  0x1.c6b08aaebb38ep-5, \
  0x1.3b29dc284f3edp-7, \
  0x1.5d8a70c315589p-10, \
  0x1.446a33bcea343p-13, \
  0x1.fe17824c92309p-17

/* log((1+s)/(1-s)) = 2s + s**3 (2/3 + z p(z)), z = s**2; error -76.54 */
#define JARIP_POW_LOG \
  0x1.999999999999ap-2, \
  0x1.2492492492386p-2, \
  0x1.c71c71c73fb2dp-3, \
  0x1.745d1731f181ep-3, \
  0x1.3b13b7eea1123p-3, \
  0x1.110fa79fdaeedp-3, \
  0x1.e2415d891f8abp-4, \
  0x1.a78c1edfa3cc5p-4, \
  0x1.da0729adfc748p-4

#endif
