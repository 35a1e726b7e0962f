/* Tiles of more than one warp: they meet at a barrier of their own and exchange values in shared
 * memory. A block that is one tile meets at the block's barrier.
 * Source: CUDA C++ Programming Guide, "Thread Block Tile". */
#ifndef JARIP_GROUPS_WIDE_TILE_H
#define JARIP_GROUPS_WIDE_TILE_H
#pragma clang system_header
#include "block.h"

namespace cooperative_groups {
namespace __v1 {

/* Memory that compute capabilities before 8.0 need for collectives of wide tiles; here they have
 * their own. */
template <unsigned int MaxBlockSize>
struct block_tile_memory {};

template <unsigned int MaxBlockSize>
__device__ thread_block this_thread_block(block_tile_memory<MaxBlockSize> &) {
  return this_thread_block();
}

template <unsigned int Size>
class jarip_wide_tile : public thread_group {
  static_assert(Size <= 1024, "a block has at most 1024 threads");

 public:
  __device__ void sync() const { jarip_meet_in_tile(Size); }
  __device__ static constexpr unsigned int num_threads() { return Size; }
  __device__ static constexpr unsigned int size() { return Size; }
  __device__ static unsigned int thread_rank() { return jarip_rank_in_block() & (Size - 1); }

  /* The value of the thread of that rank in the tile. */
  template <class T>
  __device__ T shfl(T value, unsigned int rank) const {
    const unsigned int first = jarip_rank_in_block() / Size * Size;
    unsigned long long *exchanged = values();
    return jarip::shuffle_words(value, [=] __device__(unsigned int word) {
      exchanged[first + thread_rank()] = word;
      jarip_meet_in_tile(Size);
      const unsigned int result = (unsigned int)exchanged[first + (rank & (Size - 1))];
      jarip_meet_in_tile(Size); /* before the next word takes the place */
      return result;
    });
  }
  __device__ int any(int predicate) const {
    int found = 0;
    const int warp = __any_sync(~0u, predicate);
    for (unsigned int of = 0; of < Size; of += 32) found |= shfl(warp, of);
    return found != 0;
  }
  __device__ int all(int predicate) const { return !any(!predicate); }

 protected:
  __device__ jarip_wide_tile() : thread_group(jarip_tile_group, Size) {}

 private:
  __device__ static unsigned long long *values() {
    __shared__ unsigned long long exchanged[1024];
    return exchanged;
  }
};

}  // namespace __v1
}  // namespace cooperative_groups

#endif
