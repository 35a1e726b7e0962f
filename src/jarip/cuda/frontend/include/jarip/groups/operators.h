/* The operations of reduce and the scans.
 * Source: CUDA C++ Programming Guide, "reduce". */
#ifndef JARIP_GROUPS_OPERATORS_H
#define JARIP_GROUPS_OPERATORS_H
#pragma clang system_header
#include "../../host_defines.h"

namespace cooperative_groups {
namespace __v1 {

#define JARIP_GROUP_OPERATOR(name, expression)                                    \
  template <class T>                                                              \
  struct name {                                                                   \
    __host__ __device__ T operator()(T a, T b) const { return expression; }       \
  };
JARIP_GROUP_OPERATOR(plus, a + b)
JARIP_GROUP_OPERATOR(less, b < a ? b : a)
JARIP_GROUP_OPERATOR(greater, a < b ? b : a)
JARIP_GROUP_OPERATOR(bit_and, a &b)
JARIP_GROUP_OPERATOR(bit_or, a | b)
JARIP_GROUP_OPERATOR(bit_xor, a ^ b)
#undef JARIP_GROUP_OPERATOR

}  // namespace __v1
}  // namespace cooperative_groups

#endif
