/* Groups cut into tiles of a power of two of lanes, and into lanes with a common label.
 * Source: CUDA C++ Programming Guide, "Thread Block Tile", "Partitioning Groups". */
#ifndef JARIP_GROUPS_TILE_H
#define JARIP_GROUPS_TILE_H
#pragma clang system_header
#include "coalesced.h"
#include "wide_tile.h"

namespace cooperative_groups {
namespace __v1 {

/* A tile within a warp. */
template <unsigned int Size>
class jarip_lanes_tile : public thread_group {
 public:
  __device__ void sync() const { __syncwarp(lanes()); }
  __device__ static constexpr unsigned int num_threads() { return Size; }
  __device__ static constexpr unsigned int size() { return Size; }
  __device__ static unsigned int thread_rank() { return jarip::lane() & (Size - 1); }

#define JARIP_TILE_SHUFFLE(name, third, intrinsic)                                        \
  template <class T>                                                                      \
  __device__ T name(T value, third amount) const {                                        \
    const unsigned int mask = lanes();                                                    \
    return jarip::shuffle_words(                                                          \
        value, [=] __device__(unsigned int word) { return intrinsic(mask, word, amount, (int)Size); }); \
  }
  JARIP_TILE_SHUFFLE(shfl, int, __shfl_sync)
  JARIP_TILE_SHUFFLE(shfl_up, unsigned int, __shfl_up_sync)
  JARIP_TILE_SHUFFLE(shfl_down, unsigned int, __shfl_down_sync)
  JARIP_TILE_SHUFFLE(shfl_xor, unsigned int, __shfl_xor_sync)
#undef JARIP_TILE_SHUFFLE
  __device__ int any(int predicate) const { return __any_sync(lanes(), predicate); }
  __device__ int all(int predicate) const { return __all_sync(lanes(), predicate); }
  __device__ unsigned int ballot(int predicate) const {
    return (__ballot_sync(lanes(), predicate) & lanes()) >> base();
  }
  template <class T>
  __device__ unsigned int match_any(T value) const {
    return __match_any_sync(lanes(), value) >> base();
  }
  template <class T>
  __device__ unsigned int match_all(T value, int &same) const {
    return __match_all_sync(lanes(), value, &same) >> base();
  }

  __device__ unsigned int jarip_lanes() const { return lanes(); }

 protected:
  __device__ jarip_lanes_tile() : thread_group(jarip_lanes_group, lanes()) {}

 private:
  __device__ static unsigned int base() { return jarip::lane() & ~(Size - 1) & 31u; }
  __device__ static unsigned int lanes() {
    return (unsigned int)((1ull << Size) - 1) << base();
  }
};

template <unsigned int Size, bool Wide = (Size > 32)>
struct jarip_tile_of {
  using type = jarip_lanes_tile<Size>;
};
template <unsigned int Size>
struct jarip_tile_of<Size, true> {
  using type = jarip_wide_tile<Size>;
};

template <unsigned int Size, class ParentT = void>
class thread_block_tile : public jarip_tile_of<Size>::type {
  static_assert(Size >= 1 && (Size & (Size - 1)) == 0, "a tile's size is a power of two");

 public:
  __device__ thread_block_tile() = default;
  __device__ explicit thread_block_tile(unsigned int threads_of_parent)
      : threads_of_parent_(threads_of_parent) {}
  template <class Other>
  __device__ thread_block_tile(const thread_block_tile<Size, Other> &other)
      : threads_of_parent_(other.jarip_threads_of_parent()) {}

  __device__ unsigned int meta_group_size() const {
    return (threads_of_parent_ + Size - 1) / Size;
  }
  __device__ unsigned int meta_group_rank() const {
    return jarip_rank_in_block() % threads_of_parent_ / Size;
  }
  __device__ unsigned int jarip_threads_of_parent() const { return threads_of_parent_; }

 private:
  unsigned int threads_of_parent_ = jarip_threads_of_block();
};

template <unsigned int Size, class Parent>
__device__ thread_block_tile<Size, Parent> tiled_partition(const Parent &parent) {
  return thread_block_tile<Size, Parent>(parent.size());
}

/* Lanes of `lanes` cut into runs of `size` ranks: the run of the calling lane. */
__device__ inline coalesced_group jarip_run_of_lanes(unsigned int lanes, unsigned int size) {
  const unsigned int rank = __popc(lanes & jarip::lanes_below()), group = rank / size;
  const unsigned int total = __popc(lanes);
  unsigned int rest = lanes, run = 0;
  for (unsigned int k = 0; rest; ++k, rest &= rest - 1)
    if (k / size == group) run |= rest & (0u - rest);
  return coalesced_group::jarip_of(run, (total + size - 1) / size, group);
}
__device__ inline coalesced_group tiled_partition(const coalesced_group &parent,
                                                  unsigned int size) {
  return jarip_run_of_lanes(parent.jarip_lanes(), size);
}
/* Of a block, or of anything seen as thread_group: whole warps, cut by lane. */
__device__ inline thread_group tiled_partition(const thread_group &, unsigned int size) {
  const unsigned int base = jarip::lane() & ~(size - 1) & 31u;
  return coalesced_group::jarip_of((unsigned int)((1ull << size) - 1) << base);
}

template <class Label>
__device__ coalesced_group labeled_partition(const coalesced_group &group, Label label) {
  return coalesced_group::jarip_of(__match_any_sync(group.jarip_lanes(), label));
}
template <unsigned int Size, class Parent, class Label>
__device__ coalesced_group labeled_partition(const thread_block_tile<Size, Parent> &tile,
                                             Label label) {
  return coalesced_group::jarip_of(__match_any_sync(tile.jarip_lanes(), label));
}
template <class Group>
__device__ coalesced_group binary_partition(const Group &group, bool predicate) {
  const unsigned int lanes = group.jarip_lanes();
  const unsigned int yes = __ballot_sync(lanes, predicate) & lanes;
  return coalesced_group::jarip_of(predicate ? yes : lanes & ~yes, 2, predicate ? 1 : 0);
}

}  // namespace __v1
}  // namespace cooperative_groups

#endif
