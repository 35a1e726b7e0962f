/* The lanes of a warp that run together, as a group. Ranks count them from the lowest lane up.
 * Source: CUDA C++ Programming Guide, "Coalesced Groups". */
#ifndef JARIP_GROUPS_COALESCED_H
#define JARIP_GROUPS_COALESCED_H
#pragma clang system_header
#include "block.h"

namespace cooperative_groups {
namespace __v1 {

class coalesced_group : public thread_group {
 public:
  __device__ void sync() const { __syncwarp(lanes_); }
  __device__ unsigned int num_threads() const { return __popc(lanes_); }
  __device__ unsigned int size() const { return num_threads(); }
  __device__ unsigned int thread_rank() const { return __popc(lanes_ & jarip::lanes_below()); }
  __device__ unsigned int meta_group_size() const { return groups_; }
  __device__ unsigned int meta_group_rank() const { return group_; }

  template <class T>
  __device__ T shfl(T value, unsigned int rank) const {
    return jarip::value_of_lane(lanes_, value, jarip::lane_of_rank(lanes_, rank));
  }
  /* Past the end of the group a lane keeps its own value. */
  template <class T>
  __device__ T shfl_down(T value, unsigned int delta) const {
    const unsigned int rank = thread_rank() + delta;
    return shfl(value, rank < size() ? rank : thread_rank());
  }
  template <class T>
  __device__ T shfl_up(T value, unsigned int delta) const {
    const unsigned int rank = thread_rank();
    return shfl(value, rank >= delta ? rank - delta : rank);
  }
  __device__ int any(int predicate) const { return __any_sync(lanes_, predicate); }
  __device__ int all(int predicate) const { return __all_sync(lanes_, predicate); }
  __device__ unsigned int ballot(int predicate) const {
    return jarip::gather_bits(__ballot_sync(lanes_, predicate), lanes_);
  }
  template <class T>
  __device__ unsigned int match_any(T value) const {
    return jarip::gather_bits(__match_any_sync(lanes_, value), lanes_);
  }
  template <class T>
  __device__ unsigned int match_all(T value, int &same) const {
    return jarip::gather_bits(__match_all_sync(lanes_, value, &same), lanes_);
  }

  /* The lanes themselves, for the algorithms beside. */
  __device__ unsigned int jarip_lanes() const { return lanes_; }
  __device__ static coalesced_group jarip_of(unsigned int lanes, unsigned int groups = 1,
                                             unsigned int group = 0) {
    return coalesced_group(lanes, groups, group);
  }

 private:
  __device__ coalesced_group(unsigned int lanes, unsigned int groups, unsigned int group)
      : thread_group(jarip_lanes_group, lanes), groups_(groups), group_(group) {}
  unsigned int groups_, group_;
};

__device__ inline coalesced_group coalesced_threads() {
  return coalesced_group::jarip_of(__activemask());
}

}  // namespace __v1
}  // namespace cooperative_groups

#endif
