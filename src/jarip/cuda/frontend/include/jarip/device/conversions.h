/* Numbers to numbers with a stated rounding, and bits as other types.
 * Source: CUDA Math API reference, "Type Casting Intrinsics". Out of range saturates; NaN gives 0
 * as a 32-bit integer and 2**63 as a 64-bit one. */
#ifndef JARIP_CONVERSIONS_H
#define JARIP_CONVERSIONS_H
#pragma clang system_header
#include "declaration.h"

#define JARIP_CONVERSION(to, from, name)   \
  JARIP_LIBRARY to __##name##_rn(from);    \
  JARIP_LIBRARY to __##name##_rz(from);    \
  JARIP_LIBRARY to __##name##_ru(from);    \
  JARIP_LIBRARY to __##name##_rd(from)

JARIP_CONVERSION(int, float, float2int);
JARIP_CONVERSION(unsigned int, float, float2uint);
JARIP_CONVERSION(long long, float, float2ll);
JARIP_CONVERSION(unsigned long long, float, float2ull);
JARIP_CONVERSION(int, double, double2int);
JARIP_CONVERSION(unsigned int, double, double2uint);
JARIP_CONVERSION(long long, double, double2ll);
JARIP_CONVERSION(unsigned long long, double, double2ull);
JARIP_CONVERSION(float, double, double2float);
JARIP_CONVERSION(float, int, int2float);
JARIP_CONVERSION(float, unsigned int, uint2float);
JARIP_CONVERSION(float, long long, ll2float);
JARIP_CONVERSION(float, unsigned long long, ull2float);
JARIP_CONVERSION(double, long long, ll2double);
JARIP_CONVERSION(double, unsigned long long, ull2double);
#undef JARIP_CONVERSION

JARIP_DEVICE double __int2double_rn(int x) { return (double)x; }
JARIP_DEVICE double __uint2double_rn(unsigned int x) { return (double)x; }

JARIP_DEVICE int __float_as_int(float x) { return __builtin_bit_cast(int, x); }
JARIP_DEVICE unsigned int __float_as_uint(float x) {
  return __builtin_bit_cast(unsigned int, x);
}
JARIP_DEVICE float __int_as_float(int x) { return __builtin_bit_cast(float, x); }
JARIP_DEVICE float __uint_as_float(unsigned int x) { return __builtin_bit_cast(float, x); }
JARIP_DEVICE long long __double_as_longlong(double x) {
  return __builtin_bit_cast(long long, x);
}
JARIP_DEVICE double __longlong_as_double(long long x) { return __builtin_bit_cast(double, x); }
JARIP_DEVICE int __double2hiint(double x) {
  return (int)(__builtin_bit_cast(unsigned long long, x) >> 32);
}
JARIP_DEVICE int __double2loint(double x) {
  return (int)__builtin_bit_cast(unsigned long long, x);
}
JARIP_DEVICE double __hiloint2double(int high, int low) {
  return __builtin_bit_cast(double, (unsigned long long)(unsigned int)high << 32 |
                                        (unsigned int)low);
}

#endif
