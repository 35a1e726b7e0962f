/* Scans over the lanes of a tile or of a coalesced group, in the order of their ranks.
 * Source: CUDA C++ Programming Guide, "inclusive_scan and exclusive_scan". */
#ifndef JARIP_COOPERATIVE_GROUPS_SCAN_H
#define JARIP_COOPERATIVE_GROUPS_SCAN_H
#include "../cooperative_groups.h"
#include "../jarip/groups/operators.h"

#if defined(__CUDA__)
namespace cooperative_groups {
namespace __v1 {

template <class Group>
struct jarip_has_warps {
  static constexpr bool value = false;
};
template <unsigned int Size, class Parent>
struct jarip_has_warps<thread_block_tile<Size, Parent>> {
  static constexpr bool value = Size > 32;
};

template <class Group, class T, class Operator>
__device__ T inclusive_scan(const Group &group, T value, Operator &&operation);

/* Of several warps: each scans alone, then takes what those before it come to. */
template <class Tile, class T, class Operator>
__device__ T jarip_scan_warps(const Tile &tile, T value, Operator &&operation) {
  const T own = inclusive_scan(thread_block_tile<32>(), value, operation);
  T result = own;
  const unsigned int warp = tile.thread_rank() / 32;
  for (unsigned int before = Tile::size() / 32 - 1; before-- > 0;) {
    const T whole = tile.shfl(own, before * 32 + 31);
    if (before < warp) result = operation(whole, result);
  }
  return result;
}

template <class Group, class T, class Operator>
__device__ T inclusive_scan(const Group &group, T value, Operator &&operation) {
  if constexpr (jarip_has_warps<Group>::value) {
    return jarip_scan_warps(group, value, operation);
  } else {
    const unsigned int rank = group.thread_rank(), size = group.size();
    for (unsigned int apart = 1; apart < size; apart *= 2) {
      const T before = group.shfl_up(value, apart);
      if (rank >= apart) value = operation(before, value);
    }
    return value;
  }
}
template <class Group, class T>
__device__ T inclusive_scan(const Group &group, T value) {
  return inclusive_scan(group, value, plus<T>());
}

/* The first rank gets T(), the neutral element of plus. */
template <class Group, class T, class Operator>
__device__ T exclusive_scan(const Group &group, T value, Operator &&operation) {
  const T inclusive = inclusive_scan(group, value, operation);
  const unsigned int rank = group.thread_rank();
  const T before = group.shfl(inclusive, rank == 0 ? 0 : rank - 1);
  return rank == 0 ? T() : before;
}
template <class Group, class T>
__device__ T exclusive_scan(const Group &group, T value) {
  return exclusive_scan(group, value, plus<T>());
}

}  // namespace __v1
}  // namespace cooperative_groups
#endif
#endif
