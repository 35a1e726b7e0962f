/* cuda::barrier<cuda::thread_scope_block>, in place of CCCL's header of this name: one 64-bit word
 * of counts, no mbarrier instructions, and nothing to construct, so that it may lie in __shared__
 * memory, where clang takes no constructors. See jarip/device/phase_barrier.h.
 * Source: CUDA C++ Programming Guide, "Asynchronous Barrier"; libcu++ documentation, cuda::barrier.
 */
#ifndef _CUDA___BARRIER_BARRIER_BLOCK_SCOPE_H
#define _CUDA___BARRIER_BARRIER_BLOCK_SCOPE_H

#include <cuda/std/detail/__config>

#include <cuda/__fwd/barrier.h>
#include <cuda/std/__atomic/scopes.h>
#include <cuda/std/__barrier/barrier.h>
#include <cuda/std/__barrier/empty_completion.h>
#include <cuda/std/__barrier/poll_tester.h>
#include <cuda/std/__chrono/duration.h>
#include <cuda/std/__chrono/high_resolution_clock.h>
#include <cuda/std/__chrono/time_point.h>
#include <cuda/std/__cstddef/types.h>
#include <cuda/std/cstdint>

#include <nv/target>

#include "../../../device/phase_barrier.h"

#include <cuda/std/__cccl/prologue.h>

_CCCL_BEGIN_NAMESPACE_CUDA_DEVICE
[[nodiscard]] _CCCL_DEVICE_API ::cuda::std::uint64_t *barrier_native_handle(
    barrier<thread_scope_block> &__b);
_CCCL_END_NAMESPACE_CUDA_DEVICE

_CCCL_BEGIN_NAMESPACE_CUDA

struct __block_scope_barrier_base {};

template <>
class barrier<thread_scope_block, ::cuda::std::__empty_completion>
    : public __block_scope_barrier_base {
  using states = ::jarip::phase_barrier;
  states::word word_;

 public:
  using arrival_token = ::cuda::std::uint64_t; /* the phase that the arrival belongs to */

  barrier() = default;
  barrier(const barrier &) = delete;
  barrier &operator=(const barrier &) = delete;
  _CCCL_HOST_DEVICE_API barrier(::cuda::std::ptrdiff_t expected,
                                ::cuda::std::__empty_completion = {}) {
    init(this, expected);
  }

  _CCCL_HOST_DEVICE_API inline friend void init(barrier *b, ::cuda::std::ptrdiff_t expected,
                                                ::cuda::std::__empty_completion = {}) {
    states::init(&b->word_, (states::word)expected);
  }

  _CCCL_HOST_DEVICE_API arrival_token arrive(::cuda::std::ptrdiff_t update = 1) {
    return states::arrive(&word_, (states::word)update);
  }

  [[nodiscard]] _CCCL_HOST_DEVICE_API bool __try_wait(arrival_token phase) const {
    return states::passed(&word_, phase);
  }
  [[nodiscard]] _CCCL_HOST_DEVICE_API bool __try_wait_parity(bool parity) const {
    return states::passed_parity(&word_, parity);
  }
  template <class Until>
  [[nodiscard]] _CCCL_HOST_DEVICE_API static bool jarip_poll(
      Until until, ::cuda::std::chrono::nanoseconds limit) {
    const auto start = ::cuda::std::chrono::high_resolution_clock::now();
    bool done = until();
    while (!done && ::cuda::std::chrono::high_resolution_clock::now() - start < limit)
      done = until();
    return done;
  }
  [[nodiscard]] _CCCL_HOST_DEVICE_API bool __try_wait(arrival_token phase,
                                                      ::cuda::std::chrono::nanoseconds limit) const {
    return jarip_poll([&] { return __try_wait(phase); }, limit);
  }
  [[nodiscard]] _CCCL_HOST_DEVICE_API bool __try_wait_parity(
      bool parity, ::cuda::std::chrono::nanoseconds limit) const {
    return jarip_poll([&] { return __try_wait_parity(parity); }, limit);
  }

  _CCCL_HOST_DEVICE_API void wait(arrival_token &&phase) const {
    while (!__try_wait(phase)) {
    }
  }
  _CCCL_HOST_DEVICE_API void wait_parity(bool parity) const {
    while (!__try_wait_parity(parity)) {
    }
  }
  [[nodiscard]] _CCCL_HOST_DEVICE_API bool try_wait(arrival_token &&phase) const {
    return __try_wait(phase);
  }
  template <class Rep, class Period>
  [[nodiscard]] _CCCL_HOST_DEVICE_API bool try_wait_for(
      arrival_token &&phase, const ::cuda::std::chrono::duration<Rep, Period> &limit) {
    return __try_wait(phase,
                      ::cuda::std::chrono::duration_cast<::cuda::std::chrono::nanoseconds>(limit));
  }
  template <class Rep, class Period>
  [[nodiscard]] _CCCL_HOST_DEVICE_API bool try_wait_parity_for(
      bool parity, const ::cuda::std::chrono::duration<Rep, Period> &limit) {
    return __try_wait_parity(
        parity, ::cuda::std::chrono::duration_cast<::cuda::std::chrono::nanoseconds>(limit));
  }
  template <class Clock, class Duration>
  [[nodiscard]] _CCCL_HOST_DEVICE_API bool try_wait_until(
      arrival_token &&phase, const ::cuda::std::chrono::time_point<Clock, Duration> &end) {
    return try_wait_for(::cuda::std::move(phase), end - Clock::now());
  }
  template <class Clock, class Duration>
  [[nodiscard]] _CCCL_HOST_DEVICE_API bool try_wait_parity_until(
      bool parity, const ::cuda::std::chrono::time_point<Clock, Duration> &end) {
    return try_wait_parity_for(parity, end - Clock::now());
  }
  _CCCL_HOST_DEVICE_API void arrive_and_wait() { wait(arrive()); }
  _CCCL_HOST_DEVICE_API void arrive_and_drop() { (void)states::drop(&word_); }
  [[nodiscard]] _CCCL_HOST_DEVICE_API static constexpr ::cuda::std::ptrdiff_t max() noexcept {
    return states::kCount;
  }

  _CCCL_DEVICE_API friend ::cuda::std::uint64_t *
  ::cuda::device::_LIBCUDACXX_ABI_NAMESPACE::barrier_native_handle(barrier<thread_scope_block> &);
};

_CCCL_END_NAMESPACE_CUDA

_CCCL_BEGIN_NAMESPACE_CUDA_DEVICE
[[nodiscard]] _CCCL_DEVICE_API inline ::cuda::std::uint64_t *barrier_native_handle(
    barrier<thread_scope_block> &b) {
  return reinterpret_cast<::cuda::std::uint64_t *>(&b.word_);
}
_CCCL_END_NAMESPACE_CUDA_DEVICE

#include <cuda/std/__cccl/epilogue.h>

#endif
