// The functions of jarip/abi.h that generated code in fiber mode calls.
#include "api.h"
#include "fiber/engine.h"

namespace {

jarip::Fiber &fiber_of(JaripThread *thread) { return *static_cast<jarip::Fiber *>(thread->fiber); }

}  // namespace

extern "C" void jarip_fiber_barrier(JaripThread *thread, uint32_t barrier, uint32_t threads) {
  jarip::Fiber &fiber = fiber_of(thread);
  fiber.block->wait_at_barrier(fiber, barrier, threads, false);
}

extern "C" uint32_t jarip_fiber_barrier_count(JaripThread *thread, int32_t predicate) {
  jarip::Fiber &fiber = fiber_of(thread);
  return fiber.block->wait_at_barrier(fiber, 0, 0, predicate != 0);
}

extern "C" void jarip_fiber_grid_sync(JaripThread *thread) {
  jarip::Fiber &fiber = fiber_of(thread);
  fiber.block->engine->wait_for_grid(fiber);
}

extern "C" void jarip_fiber_warp_sync(JaripThread *thread, uint32_t mask) {
  jarip::Fiber &fiber = fiber_of(thread);
  fiber.block->exchange(fiber, mask, 0);
}

extern "C" const uint64_t *jarip_fiber_warp_exchange(JaripThread *thread, uint32_t mask,
                                                     uint64_t value) {
  jarip::Fiber &fiber = fiber_of(thread);
  return fiber.block->exchange(fiber, mask, value);
}

extern "C" uint32_t jarip_fiber_active_mask(JaripThread *thread) {
  jarip::Fiber &fiber = fiber_of(thread);
  return fiber.block->active_mask(fiber, __builtin_return_address(0));
}

extern "C" void jarip_fiber_yield(JaripThread *thread) {
  jarip::Fiber &fiber = fiber_of(thread);
  fiber.block->yield(fiber);
}
