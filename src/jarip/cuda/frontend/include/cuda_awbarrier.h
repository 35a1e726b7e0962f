/* nvcuda::experimental::awbarrier: the block's barrier whose arrival and waiting are apart.
 * Source: CUDA C++ Programming Guide of CUDA 11, "Asynchronous Barrier". */
#ifndef JARIP_CUDA_AWBARRIER_H
#define JARIP_CUDA_AWBARRIER_H
#if defined(__CUDA__)
#include "cuda_awbarrier_primitives.h"

namespace nvcuda {
namespace experimental {

class awbarrier {
 public:
  class arrival_token {
   public:
    arrival_token() = default;

   private:
    __device__ explicit arrival_token(__mbarrier_token_t phase) : phase_(phase) {}
    __mbarrier_token_t phase_;
    friend class awbarrier;
  };

  awbarrier() = default;
  awbarrier(const awbarrier &) = delete;
  awbarrier &operator=(const awbarrier &) = delete;

  __device__ arrival_token arrive() { return arrival_token(__mbarrier_arrive(&word_)); }
  __device__ arrival_token arrive_and_drop() {
    return arrival_token(__mbarrier_arrive_and_drop(&word_));
  }
  __device__ bool timed_wait(arrival_token token, unsigned int tries) {
    for (; tries; --tries)
      if (__mbarrier_test_wait(&word_, token.phase_)) return true;
    return __mbarrier_test_wait(&word_, token.phase_);
  }
  __device__ bool timed_wait_parity(bool parity, unsigned int tries) {
    for (; tries; --tries)
      if (__mbarrier_test_wait_parity(&word_, parity)) return true;
    return __mbarrier_test_wait_parity(&word_, parity);
  }
  __device__ void wait(arrival_token token) {
    while (!__mbarrier_test_wait(&word_, token.phase_)) {
    }
  }
  __device__ void arrive_and_wait() { wait(arrive()); }
  __device__ static constexpr unsigned int max() {
    return (unsigned int)jarip::phase_barrier::kCount;
  }
  __device__ __mbarrier_t *jarip_word() { return &word_; }

 private:
  __mbarrier_t word_;
  friend __device__ void init(awbarrier *barrier, unsigned int expected) {
    __mbarrier_init(&barrier->word_, expected);
  }
  friend __device__ void inval(awbarrier *barrier) { __mbarrier_inval(&barrier->word_); }
};

}  // namespace experimental
}  // namespace nvcuda

#endif
#endif
