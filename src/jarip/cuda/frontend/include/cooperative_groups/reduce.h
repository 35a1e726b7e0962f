/* reduce over the lanes of a tile or of a coalesced group; every lane gets the result.
 * Source: CUDA C++ Programming Guide, "reduce". */
#ifndef JARIP_COOPERATIVE_GROUPS_REDUCE_H
#define JARIP_COOPERATIVE_GROUPS_REDUCE_H
#include "../cooperative_groups.h"
#include "../jarip/groups/operators.h"

#if defined(__CUDA__)
namespace cooperative_groups {
namespace __v1 {

template <unsigned int Size, class Parent, class T, class Operator>
__device__ T reduce(const thread_block_tile<Size, Parent> &tile, T value, Operator &&operation) {
  if constexpr (Size > 32) {
    const T warp = reduce(thread_block_tile<32>(), value, operation);
    T result = tile.shfl(warp, 0);
    for (unsigned int of = 32; of < Size; of += 32) result = operation(result, tile.shfl(warp, of));
    return result;
  } else {
#pragma unroll
    for (unsigned int apart = Size / 2; apart > 0; apart /= 2)
      value = operation(value, tile.shfl_xor(value, apart));
    return value;
  }
}

/* Ranks may be any number: pairs at growing distance, then the lowest rank's result for all. */
template <class T, class Operator>
__device__ T reduce(const coalesced_group &group, T value, Operator &&operation) {
  const unsigned int rank = group.thread_rank(), size = group.size();
  for (unsigned int apart = 1; apart < size; apart *= 2) {
    const T other = group.shfl_down(value, apart);
    if (rank % (2 * apart) == 0 && rank + apart < size) value = operation(value, other);
  }
  return group.shfl(value, 0);
}

template <class Group, class T, class Value, class Operator>
__device__ void reduce_store_async(const Group &group, T *to, Value value, Operator &&operation) {
  const Value result = reduce(group, value, operation);
  if (group.thread_rank() == 0) *to = result;
}

}  // namespace __v1
}  // namespace cooperative_groups
#endif
#endif
