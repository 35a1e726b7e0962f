// Who is told of kernels (jarip/kernel_observer.h).
#pragma once

#include <atomic>

#include "jarip/kernel_observer.h"

namespace jarip {

extern std::atomic<const JaripKernelObserver *> kernel_observer;

// The launch's number for whoever observes; 0 when nobody does.
inline uint64_t observe_launch() {
  const JaripKernelObserver *observer = kernel_observer.load(std::memory_order_acquire);
  return __builtin_expect(observer != nullptr, 0) ? observer->launched() : 0;
}

}  // namespace jarip
