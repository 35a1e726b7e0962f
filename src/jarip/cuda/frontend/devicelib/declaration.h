/* How the device library defines functions. Compiled three ways from the same text: for the device
 * (clang's CUDA mode), for the host inside libcudart, and for the tests that measure its errors. */
#ifndef JARIP_DEVICELIB_DECLARATION_H
#define JARIP_DEVICELIB_DECLARATION_H

#include <stdint.h>

#if defined(__CUDA__)
#define JARIP_SIDES __attribute__((device, noconvergent))
#define JARIP_SIDES_OF_DATA __attribute__((device))
#else
#define JARIP_SIDES
#define JARIP_SIDES_OF_DATA
#endif

/* Inlined into every caller: straight code that a vectoriser can widen. */
#define JARIP_INLINE_FUNCTION \
  extern "C" JARIP_SIDES __attribute__((const, always_inline, nothrow))
/* The same, with results through pointers. */
#define JARIP_INLINE_STORING_FUNCTION \
  extern "C" JARIP_SIDES __attribute__((always_inline, nothrow))
/* Stores through a pointer; kept as a call. */
#define JARIP_STORING_FUNCTION extern "C" JARIP_SIDES __attribute__((noinline, nothrow))
/* Reads memory through a pointer; kept as a call. */
#define JARIP_READING_FUNCTION extern "C" JARIP_SIDES __attribute__((pure, noinline, nothrow))
/* Kept as a call: long, or rarely reached. */
#define JARIP_CALLED_FUNCTION \
  extern "C" JARIP_SIDES __attribute__((const, noinline, nothrow))
/* Private to a file. */
#define JARIP_HELPER static inline JARIP_SIDES __attribute__((always_inline))

#endif
