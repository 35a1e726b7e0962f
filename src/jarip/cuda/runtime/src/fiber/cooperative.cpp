// Blocks of a cooperative launch: all of them under way at once, so that they can wait for each
// other.
#include <sys/mman.h>

#include "api.h"
#include "base/message.h"
#include "fault/guard.h"
#include "fiber/engine.h"

namespace jarip {

namespace {

constexpr uint64_t kPartAlignment = 128;  // of static and dynamic shared memory (jarip/abi.h)

uint64_t round_up(uint64_t value, uint64_t unit) { return (value + unit - 1) / unit * unit; }

char *grow(char *memory, uint64_t capacity, uint64_t wanted) {
  if (memory != nullptr) munmap(memory, capacity);
  void *grown = mmap(nullptr, wanted, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (grown == MAP_FAILED) abandon_guarded(cudaErrorLaunchOutOfResources);
  return static_cast<char *>(grown);
}

}  // namespace

FiberEngine::Resident &FiberEngine::resident(size_t index, const JaripKernel &kernel,
                                             const JaripLaunch &launch) {
  while (residents_.size() <= index) residents_.push(new Resident{});
  Resident &resident = *residents_[index];
  const uint64_t dynamic_offset = round_up(kernel.static_shared_bytes, kPartAlignment);
  const uint64_t bytes = dynamic_offset + launch.dynamic_shared_bytes + kPartAlignment;
  if (bytes > resident.capacity) {
    resident.shared = grow(resident.shared, resident.capacity, bytes);
    resident.capacity = bytes;
  }
  resident.worker = seat_.worker;
  resident.worker.shared = resident.shared;
  resident.worker.dynamic_shared = resident.shared + dynamic_offset;
  return resident;
}

void FiberEngine::run_together(const JaripKernel &kernel, const JaripLaunch &launch, uint64_t first,
                               uint64_t stride, GridBarrier &barrier) {
  start(kernel);
  grid_ = &barrier;
  const uint64_t count = uint64_t{launch.grid[0]} * launch.grid[1] * launch.grid[2];
  for (uint64_t index = first; index < count; index += stride) {
    Resident &each = resident(blocks_.size(), kernel, launch);
    each.block.prepare(*this, launch, each.worker);
    each.block.begin(launch, index);
    blocks_.push(&each.block);
  }
  run_resident_blocks();
  barrier.leave();
}

void FiberEngine::wait_for_grid(Fiber &fiber) {
  if (grid_ == nullptr) {
    report("a kernel waits for its whole grid, but was not launched cooperatively");
    abandon_guarded(cudaErrorLaunchFailure);
  }
  fiber.block->wait_for_grid(fiber);
}

// When all threads that are left wait for the grid, waits with them for the other engines.
bool FiberEngine::pass_grid_barrier() {
  if (grid_ == nullptr) return false;
  for (const FiberBlock *block : blocks_) {
    if (block->at_grid != block->live) return false;
  }
  if (!grid_->arrive_and_wait()) abandon_guarded(cudaErrorLaunchFailure);
  for (FiberBlock *block : blocks_) block->release_grid();
  return true;
}

}  // namespace jarip
