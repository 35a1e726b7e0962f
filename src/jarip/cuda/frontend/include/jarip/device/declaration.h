/* How device functions are declared: a thin always-inlined face over clang's builtins or over a
 * function of the device library (frontend/devicelib). */
#ifndef JARIP_DEVICE_DECLARATION_H
#define JARIP_DEVICE_DECLARATION_H
#pragma clang system_header
#include "../../host_defines.h"

/* In a header, device only. */
#define JARIP_DEVICE static __inline__ __attribute__((device, always_inline, unused))
/* In a header, for both sides. */
#define JARIP_BOTH static __inline__ __attribute__((host, device, always_inline, unused))
/* Defined in the device library: no side effect, result depends on the arguments alone. */
#define JARIP_LIBRARY \
  extern "C" __attribute__((device, const, noconvergent, nothrow))
/* Same, also defined for the host in libcudart. */
#define JARIP_LIBRARY_BOTH \
  extern "C" __attribute__((host, device, const, noconvergent, nothrow))

#endif
