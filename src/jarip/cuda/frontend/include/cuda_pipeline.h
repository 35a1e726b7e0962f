/* nvcuda::experimental::pipeline: copies into shared memory in stages.
 * Source: CUDA C++ Programming Guide of CUDA 11, "Asynchronous Copy". */
#ifndef JARIP_CUDA_PIPELINE_H
#define JARIP_CUDA_PIPELINE_H
#if defined(__CUDA__)
#include "cuda_awbarrier.h"
#include "cuda_pipeline_primitives.h"

namespace nvcuda {
namespace experimental {

class pipeline {
 public:
  pipeline() = default;
  pipeline(const pipeline &) = delete;
  pipeline &operator=(const pipeline &) = delete;

  __device__ size_t commit() { return batch_++; }
  __device__ void commit_and_wait() { commit(); }
  __device__ void wait(size_t) {}
  template <unsigned int Prior>
  __device__ void wait_prior() {}
  __device__ void arrive_on(awbarrier &) {}
  __device__ void commit_and_arrive_on(awbarrier &) { commit(); }

 private:
  size_t batch_ = 0;
};

template <class T>
__device__ inline void memcpy_async(T &to, const T &from, pipeline &) {
  static_assert(__is_trivially_copyable(T), "memcpy_async copies bytes");
  to = from;
}
template <size_t Bytes>
__device__ inline void memcpy_async(void *to, const void *from, pipeline &) {
  __builtin_memcpy(to, from, Bytes);
}

}  // namespace experimental
}  // namespace nvcuda

#endif
#endif
