/* Cooperative groups. Source: CUDA C++ Programming Guide, "Cooperative Groups".
 * reduce, the scans and memcpy_async are in headers of their own, as in CUDA. */
#ifndef JARIP_COOPERATIVE_GROUPS_H
#define JARIP_COOPERATIVE_GROUPS_H
#if defined(__CUDA__)
#include "jarip/groups/block.h"
#include "jarip/groups/coalesced.h"
#include "jarip/groups/grid.h"
#include "jarip/groups/tile.h"

namespace cooperative_groups {
namespace __v1 {

/* One thread of the group does it; the others go on, or get its result. */
template <class Group, class Function, class... Arguments>
__device__ void invoke_one(const Group &group, Function &&function, Arguments &&...arguments) {
  if (group.thread_rank() == 0) function(static_cast<Arguments &&>(arguments)...);
}
template <class Group, class Function, class... Arguments>
__device__ auto invoke_one_broadcast(const Group &group, Function &&function,
                                     Arguments &&...arguments)
    -> decltype(function(static_cast<Arguments &&>(arguments)...)) {
  decltype(function(static_cast<Arguments &&>(arguments)...)) result{};
  if (group.thread_rank() == 0) result = function(static_cast<Arguments &&>(arguments)...);
  return group.shfl(result, 0);
}

}  // namespace __v1
}  // namespace cooperative_groups
#endif
#endif
