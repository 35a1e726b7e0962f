#include "kernel/observer.h"

namespace jarip {

std::atomic<const JaripKernelObserver *> kernel_observer{nullptr};

}  // namespace jarip

extern "C" __attribute__((visibility("default"))) void jarip_observe_kernels(
    const JaripKernelObserver *observer) {
  jarip::kernel_observer.store(observer, std::memory_order_release);
}
