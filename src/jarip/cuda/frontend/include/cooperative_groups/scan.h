/* Scans over the lanes of a tile or of a coalesced group, in the order of their ranks.
 * Source: CUDA C++ Programming Guide, "inclusive_scan and exclusive_scan". */
#ifndef JARIP_COOPERATIVE_GROUPS_SCAN_H
#define JARIP_COOPERATIVE_GROUPS_SCAN_H
#include "../cooperative_groups.h"
#include "../jarip/groups/operators.h"

#if defined(__CUDA__)
namespace cooperative_groups {

template <class Group, class T, class Operator>
__device__ T inclusive_scan(const Group &group, T value, Operator &&operation) {
  const unsigned int rank = group.thread_rank(), size = group.size();
  for (unsigned int apart = 1; apart < size; apart *= 2) {
    const T before = group.shfl_up(value, apart);
    if (rank >= apart) value = operation(before, value);
  }
  return value;
}
template <class Group, class T>
__device__ T inclusive_scan(const Group &group, T value) {
  return inclusive_scan(group, value, plus<T>());
}

/* The first rank gets T(), the neutral element of plus. */
template <class Group, class T, class Operator>
__device__ T exclusive_scan(const Group &group, T value, Operator &&operation) {
  const T inclusive = inclusive_scan(group, value, operation);
  const T before = group.shfl_up(inclusive, 1);
  return group.thread_rank() == 0 ? T() : before;
}
template <class Group, class T>
__device__ T exclusive_scan(const Group &group, T value) {
  return exclusive_scan(group, value, plus<T>());
}

}  // namespace cooperative_groups
#endif
#endif
