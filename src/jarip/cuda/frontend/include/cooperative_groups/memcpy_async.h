/* memcpy_async: the group copies together; here it is done when the call returns, and wait only
 * makes the threads meet. Source: CUDA C++ Programming Guide, "memcpy_async". */
#ifndef JARIP_COOPERATIVE_GROUPS_MEMCPY_ASYNC_H
#define JARIP_COOPERATIVE_GROUPS_MEMCPY_ASYNC_H
#include "../cooperative_groups.h"

#if defined(__CUDA__)
namespace cooperative_groups {
namespace __v1 {

template <class Group, class T, class U>
__device__ void memcpy_async(const Group &group, T *to, const U *from, size_t bytes) {
  const size_t rank = group.thread_rank(), threads = group.size();
  const bool words = (((size_t)to | (size_t)from | bytes) & 3) == 0;
  if (words) {
    for (size_t i = rank; i < bytes / 4; i += threads)
      ((unsigned int *)to)[i] = ((const unsigned int *)from)[i];
  } else {
    for (size_t i = rank; i < bytes; i += threads)
      ((unsigned char *)to)[i] = ((const unsigned char *)from)[i];
  }
}
/* By numbers of elements; the smaller one is copied. */
template <class Group, class T>
__device__ void memcpy_async(const Group &group, T *to, size_t to_count, const T *from,
                             size_t from_count) {
  memcpy_async(group, to, from, (to_count < from_count ? to_count : from_count) * sizeof(T));
}

template <class Group>
__device__ void wait(const Group &group) {
  group.sync();
}
template <unsigned int Stages, class Group>
__device__ void wait_prior(const Group &group) {
  group.sync();
}

}  // namespace __v1
}  // namespace cooperative_groups
#endif
#endif
