/* The whole grid, and the cluster of one block that every block is, as groups.
 * Source: CUDA C++ Programming Guide, "Grid Group", "Cluster Group". */
#ifndef JARIP_GROUPS_GRID_H
#define JARIP_GROUPS_GRID_H
#pragma clang system_header
#include "block.h"

/* Left to the compiler core: all threads of a cooperative launch meet. */
extern "C" __attribute__((device, convergent)) void __jarip_grid_barrier(void);

namespace cooperative_groups {
namespace __v1 {

class grid_group {
 public:
  struct arrival_token {};

  __device__ bool is_valid() const { return true; }
  __device__ void sync() const { __jarip_grid_barrier(); }
  __device__ arrival_token barrier_arrive() const { return {}; }
  __device__ void barrier_wait(arrival_token &&) const { __jarip_grid_barrier(); }
  __device__ unsigned long long num_blocks() const {
    return (unsigned long long)gridDim.x * gridDim.y * gridDim.z;
  }
  __device__ unsigned long long block_rank() const {
    return ((unsigned long long)blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  }
  __device__ dim3 block_index() const { return blockIdx; }
  __device__ dim3 dim_blocks() const { return gridDim; }
  __device__ dim3 group_dim() const { return gridDim; }
  __device__ unsigned long long num_threads() const {
    return num_blocks() * (blockDim.x * blockDim.y * blockDim.z);
  }
  __device__ unsigned long long size() const { return num_threads(); }
  __device__ unsigned long long thread_rank() const {
    return block_rank() * (blockDim.x * blockDim.y * blockDim.z) +
           this_thread_block().thread_rank();
  }
};

__device__ inline grid_group this_grid() { return grid_group(); }

class cluster_group {
 public:
  __device__ static void sync() { __syncthreads(); }
  __device__ static void barrier_arrive() {}
  __device__ static void barrier_wait() { __syncthreads(); }
  __device__ static unsigned int num_threads() { return this_thread_block().num_threads(); }
  __device__ static unsigned int size() { return num_threads(); }
  __device__ static unsigned int thread_rank() { return this_thread_block().thread_rank(); }
  __device__ static unsigned int num_blocks() { return 1; }
  __device__ static unsigned int block_rank() { return 0; }
  __device__ static dim3 block_index() { return dim3(0, 0, 0); }
  __device__ static dim3 dim_blocks() { return dim3(1, 1, 1); }
  __device__ static dim3 dim_threads() { return blockDim; }
  __device__ static dim3 thread_index() { return threadIdx; }
  template <class T>
  __device__ static T *map_shared_rank(T *address, int) {
    return address;
  }
  __device__ static unsigned int query_shared_rank(const void *) { return 0; }
};

__device__ inline cluster_group this_cluster() { return cluster_group(); }

}  // namespace __v1
}  // namespace cooperative_groups

#endif
