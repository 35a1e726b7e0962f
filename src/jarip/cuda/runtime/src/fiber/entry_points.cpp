// The functions of jarip/abi.h that generated code in fiber mode calls.
#include "api.h"
#include "fiber/engine.h"

namespace {

jarip::Fiber &fiber_of(JaripThread *thread) { return *static_cast<jarip::Fiber *>(thread->fiber); }

jarip::FiberEngine &engine_of(JaripThread *thread) {
  // JaripWorker is the seat's first member.
  return *reinterpret_cast<jarip::Seat *>(thread->worker)->fibers;
}

}  // namespace

extern "C" void jarip_fiber_barrier(JaripThread *thread, uint32_t barrier, uint32_t threads) {
  engine_of(thread).barrier(fiber_of(thread), barrier, threads, false);
}

extern "C" uint32_t jarip_fiber_barrier_count(JaripThread *thread, int32_t predicate) {
  return engine_of(thread).barrier(fiber_of(thread), 0, 0, predicate != 0);
}

extern "C" void jarip_fiber_warp_sync(JaripThread *thread, uint32_t mask) {
  engine_of(thread).exchange(fiber_of(thread), mask, 0);
}

extern "C" const uint64_t *jarip_fiber_warp_exchange(JaripThread *thread, uint32_t mask,
                                                     uint64_t value) {
  return engine_of(thread).exchange(fiber_of(thread), mask, value);
}

extern "C" uint32_t jarip_fiber_active_mask(JaripThread *thread) {
  return engine_of(thread).active_mask(fiber_of(thread), __builtin_return_address(0));
}

extern "C" void jarip_fiber_yield(JaripThread *thread) {
  engine_of(thread).yield(fiber_of(thread));
}
