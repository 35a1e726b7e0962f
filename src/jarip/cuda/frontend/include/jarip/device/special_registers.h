/* threadIdx, blockIdx, blockDim, gridDim, warpSize.
 * Source: CUDA C++ Programming Guide, "Built-in Variables".
 *
 * They are properties: reading threadIdx.x calls a getter, so nothing is stored and each register
 * is one intrinsic in the IR. They convert to uint3 and dim3 and can be copied with auto. */
#ifndef JARIP_SPECIAL_REGISTERS_H
#define JARIP_SPECIAL_REGISTERS_H
#pragma clang system_header
#include "../../vector_types.h"
#include "declaration.h"

#define JARIP_COMPONENT(name, builtin)                                                          \
  __declspec(property(get = jarip_get_##name)) unsigned int name;                               \
  static __inline__ __attribute__((device, always_inline)) unsigned int jarip_get_##name(void) { \
    return builtin();                                                                           \
  }

#define JARIP_REGISTER(type, variable, register)                                   \
  struct type {                                                                    \
    JARIP_COMPONENT(x, __nvvm_read_ptx_sreg_##register##_x)                        \
    JARIP_COMPONENT(y, __nvvm_read_ptx_sreg_##register##_y)                        \
    JARIP_COMPONENT(z, __nvvm_read_ptx_sreg_##register##_z)                        \
    __attribute__((device, always_inline)) operator uint3() const {                \
      return uint3{jarip_get_x(), jarip_get_y(), jarip_get_z()};                   \
    }                                                                              \
    __attribute__((device, always_inline)) operator dim3() const {                 \
      return dim3(jarip_get_x(), jarip_get_y(), jarip_get_z());                    \
    }                                                                              \
  };                                                                               \
  extern const __attribute__((device)) type variable

JARIP_REGISTER(jarip_thread_index, threadIdx, tid);
JARIP_REGISTER(jarip_block_index, blockIdx, ctaid);
JARIP_REGISTER(jarip_block_shape, blockDim, ntid);
JARIP_REGISTER(jarip_grid_shape, gridDim, nctaid);

#undef JARIP_REGISTER
#undef JARIP_COMPONENT

/* 32 on every chip: CUDA code is written for it. */
static const __attribute__((device)) int warpSize = 32;

#endif
