/* The built-in vector types (char1 ... double4) and dim3, with CUDA's sizes and alignments.
 * Source: CUDA C++ Programming Guide, "Built-in Vector Types", table of alignment requirements. */
#ifndef JARIP_VECTOR_TYPES_H
#define JARIP_VECTOR_TYPES_H
#include "host_defines.h"

#define JARIP_VECTOR_TYPES(name, element, align2, align4)           \
  typedef struct name##1 {                                          \
    element x;                                                      \
  } name##1;                                                        \
  typedef struct __attribute__((aligned(align2))) name##2 {         \
    element x, y;                                                   \
  } name##2;                                                        \
  typedef struct name##3 {                                          \
    element x, y, z;                                                \
  } name##3;                                                        \
  typedef struct __attribute__((aligned(align4))) name##4 {         \
    element x, y, z, w;                                             \
  } name##4

JARIP_VECTOR_TYPES(char, signed char, 2, 4);
JARIP_VECTOR_TYPES(uchar, unsigned char, 2, 4);
JARIP_VECTOR_TYPES(short, short, 4, 8);
JARIP_VECTOR_TYPES(ushort, unsigned short, 4, 8);
JARIP_VECTOR_TYPES(int, int, 8, 16);
JARIP_VECTOR_TYPES(uint, unsigned int, 8, 16);
JARIP_VECTOR_TYPES(long, long, 16, 16);
JARIP_VECTOR_TYPES(ulong, unsigned long, 16, 16);
JARIP_VECTOR_TYPES(longlong, long long, 16, 16);
JARIP_VECTOR_TYPES(ulonglong, unsigned long long, 16, 16);
JARIP_VECTOR_TYPES(float, float, 8, 16);
JARIP_VECTOR_TYPES(double, double, 16, 16);
#undef JARIP_VECTOR_TYPES

struct uint3;
struct dim3 {
  unsigned int x, y, z;
#if defined(__cplusplus)
  __host__ __device__ constexpr dim3(unsigned int x = 1, unsigned int y = 1, unsigned int z = 1)
      : x(x), y(y), z(z) {}
  __host__ __device__ constexpr dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
  __host__ __device__ constexpr operator uint3() const { return uint3{x, y, z}; }
#endif
};
#if !defined(__cplusplus)
typedef struct dim3 dim3;
#endif

#endif
