/* The block as a group, and the group whose kind is known only at run time.
 * Source: CUDA C++ Programming Guide, "Cooperative Groups". */
#ifndef JARIP_GROUPS_BLOCK_H
#define JARIP_GROUPS_BLOCK_H
#pragma clang system_header
#include "masks.h"

/* CCCL's headers name the groups of this inner namespace, often before they are declared here. */
namespace cooperative_groups {
namespace __v1 {}
using namespace __v1;
namespace __v1 {

/* Kinds of thread_group. */
enum jarip_group_kind { jarip_block_group, jarip_lanes_group, jarip_tile_group };

__device__ inline unsigned int jarip_rank_in_block() {
  return (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
}
__device__ inline unsigned int jarip_threads_of_block() {
  return blockDim.x * blockDim.y * blockDim.z;
}
/* All threads of the calling one's tile meet. Barriers 16 to 31 are the tiles'. */
__device__ inline void jarip_meet_in_tile(unsigned int size) {
  if (size >= jarip_threads_of_block())
    __syncthreads();
  else
    __nvvm_barrier_sync_cnt(16 + jarip_rank_in_block() / size, size);
}

/* Any group of one block: the block itself, some lanes of a warp, or a tile of several warps, of
 * which `lanes_` is the size. */
class thread_group {
 public:
  __device__ void sync() const {
    if (kind_ == jarip_block_group)
      __syncthreads();
    else if (kind_ == jarip_tile_group)
      jarip_meet_in_tile(lanes_);
    else
      __syncwarp(lanes_);
  }
  __device__ unsigned long long num_threads() const {
    if (kind_ == jarip_tile_group) return lanes_;
    return kind_ == jarip_block_group ? jarip_threads_of_block() : __popc(lanes_);
  }
  __device__ unsigned long long size() const { return num_threads(); }
  __device__ unsigned long long thread_rank() const {
    if (kind_ == jarip_tile_group) return jarip_rank_in_block() & (lanes_ - 1);
    return kind_ == jarip_block_group ? jarip_rank_in_block()
                                      : __popc(lanes_ & jarip::lanes_below());
  }
  __device__ bool is_valid() const { return true; }

 protected:
  __device__ thread_group(jarip_group_kind kind, unsigned int lanes) : kind_(kind), lanes_(lanes) {}
  jarip_group_kind kind_;
  unsigned int lanes_;
};

class thread_block : public thread_group {
 public:
  struct arrival_token {};

  __device__ void sync() const { __syncthreads(); }
  __device__ arrival_token barrier_arrive() const { return {}; }
  /* Waits for all, which is more than for those who have arrived. */
  __device__ void barrier_wait(arrival_token &&) const { __syncthreads(); }
  __device__ unsigned int thread_rank() const { return jarip_rank_in_block(); }
  __device__ unsigned int num_threads() const { return jarip_threads_of_block(); }
  __device__ unsigned int size() const { return num_threads(); }
  __device__ dim3 group_index() const { return blockIdx; }
  __device__ dim3 thread_index() const { return threadIdx; }
  __device__ dim3 group_dim() const { return blockDim; }
  __device__ dim3 dim_threads() const { return blockDim; }

 private:
  friend __device__ thread_block this_thread_block();
  __device__ thread_block() : thread_group(jarip_block_group, ~0u) {}
};

__device__ inline thread_block this_thread_block() { return thread_block(); }

template <class Group>
__device__ void sync(const Group &group) {
  group.sync();
}
template <class Group>
__device__ auto thread_rank(const Group &group) {
  return group.thread_rank();
}
template <class Group>
__device__ auto group_size(const Group &group) {
  return group.size();
}

}  // namespace __v1
}  // namespace cooperative_groups

#endif
