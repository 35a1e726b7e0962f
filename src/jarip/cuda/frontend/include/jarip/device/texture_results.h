/* The types that a fetch can have, and their values made of a texel's components. */
#ifndef JARIP_TEXTURE_RESULTS_H
#define JARIP_TEXTURE_RESULTS_H
#pragma clang system_header
#include "texture_texels.h"

namespace jarip {

template <class T>
struct texture_result;

/* Integers come as they are stored; numbers as sampled. */
#define JARIP_RESULT(type, count_, is_real_, from_bits, from_value)                  \
  template <>                                                                        \
  struct texture_result<type> {                                                      \
    static constexpr int count = count_;                                             \
    static constexpr bool is_real = is_real_;                                        \
    static __device__ __forceinline__ type of(texel_bits b) { return from_bits; }    \
    static __device__ __forceinline__ type of(float4 v) { return from_value; }       \
  };
#define JARIP_INTEGER_RESULTS(name, element)                                                      \
  JARIP_RESULT(element, 1, false, (element)b.x, (element)__builtin_bit_cast(unsigned int, v.x))      \
  JARIP_RESULT(name##1, 1, false, (name##1{(element)b.x}),                                           \
               (name##1{(element)__builtin_bit_cast(unsigned int, v.x)}))                         \
  JARIP_RESULT(name##2, 2, false, (name##2{(element)b.x, (element)b.y}),                             \
               (name##2{(element)__builtin_bit_cast(unsigned int, v.x),                           \
                        (element)__builtin_bit_cast(unsigned int, v.y)}))                         \
  JARIP_RESULT(name##4, 4, false,                                                                    \
               (name##4{(element)b.x, (element)b.y, (element)b.z, (element)b.w}),                 \
               (name##4{(element)__builtin_bit_cast(unsigned int, v.x),                           \
                        (element)__builtin_bit_cast(unsigned int, v.y),                           \
                        (element)__builtin_bit_cast(unsigned int, v.z),                           \
                        (element)__builtin_bit_cast(unsigned int, v.w)}))
JARIP_INTEGER_RESULTS(char, signed char)
JARIP_INTEGER_RESULTS(uchar, unsigned char)
JARIP_INTEGER_RESULTS(short, short)
JARIP_INTEGER_RESULTS(ushort, unsigned short)
JARIP_INTEGER_RESULTS(int, int)
JARIP_INTEGER_RESULTS(uint, unsigned int)
JARIP_RESULT(char, 1, false, (char)b.x, (char)__builtin_bit_cast(unsigned int, v.x))
#define JARIP_BITS_AS_FLOAT(c) __builtin_bit_cast(float, b.c)
JARIP_RESULT(float, 1, true, JARIP_BITS_AS_FLOAT(x), v.x)
JARIP_RESULT(float1, 1, true, (float1{JARIP_BITS_AS_FLOAT(x)}), (float1{v.x}))
JARIP_RESULT(float2, 2, true, (float2{JARIP_BITS_AS_FLOAT(x), JARIP_BITS_AS_FLOAT(y)}),
             (float2{v.x, v.y}))
JARIP_RESULT(float4, 4, true,
             (float4{JARIP_BITS_AS_FLOAT(x), JARIP_BITS_AS_FLOAT(y), JARIP_BITS_AS_FLOAT(z),
                     JARIP_BITS_AS_FLOAT(w)}),
             v)
#undef JARIP_BITS_AS_FLOAT
#undef JARIP_INTEGER_RESULTS
#undef JARIP_RESULT

}  // namespace jarip

#endif
