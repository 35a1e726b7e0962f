#include "kernel/occupancy.h"

#include "device/device.h"
#include "device/launch_limits.h"

namespace jarip {

namespace {

uint32_t whole_warps(uint32_t threads) {
  return (threads + kWarpThreads - 1) / kWarpThreads * kWarpThreads;
}

}  // namespace

uint32_t blocks_per_processor(const Function &function, uint32_t threads,
                              size_t dynamic_shared_bytes) {
  if (threads == 0 || threads > function.info.max_threads) return 0;
  const size_t shared =
      function.info.static_shared_bytes + dynamic_shared_bytes + kSharedBytesReserved;
  if (shared > kSharedBytesOptIn + kSharedBytesReserved) return 0;
  uint32_t blocks = kThreadsPerProcessor / whole_warps(threads);
  const auto by_shared = static_cast<uint32_t>(kSharedBytesPerProcessor / shared);
  if (by_shared < blocks) blocks = by_shared;
  return blocks < kBlocksPerProcessor ? blocks : kBlocksPerProcessor;
}

}  // namespace jarip

using jarip::Function;
using jarip::record;

namespace {

cudaError_t count_blocks(int *blocks, const void *host, int threads, size_t dynamic_shared) {
  if (blocks == nullptr || threads <= 0) return cudaErrorInvalidValue;
  Function *function = jarip::find_function(host);
  if (function == nullptr) return cudaErrorInvalidDeviceFunction;
  const cudaError_t error = jarip::know_function(*function);
  if (error != cudaSuccess) return error;
  *blocks = static_cast<int>(
      jarip::blocks_per_processor(*function, static_cast<uint32_t>(threads), dynamic_shared));
  return cudaSuccess;
}

}  // namespace

extern "C" cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, const void *host,
                                                                     int threads,
                                                                     size_t dynamic_shared) {
  JARIP_ENTER();
  return record(count_blocks(blocks, host, threads, dynamic_shared));
}

extern "C" cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(
    int *blocks, const void *host, int threads, size_t dynamic_shared, unsigned int flags) {
  JARIP_ENTER();
  if ((flags & ~unsigned{cudaOccupancyDisableCachingOverride}) != 0) {
    return record(cudaErrorInvalidValue);
  }
  return record(count_blocks(blocks, host, threads, dynamic_shared));
}

// The most dynamic shared memory with which `blocks` blocks still fit.
extern "C" cudaError_t cudaOccupancyAvailableDynamicSMemPerBlock(size_t *bytes, const void *host,
                                                                 int blocks, int threads) {
  JARIP_ENTER();
  int most = 0;
  const cudaError_t error = count_blocks(&most, host, threads, 0);
  if (error != cudaSuccess) return record(error);
  if (bytes == nullptr || blocks <= 0 || blocks > most) return record(cudaErrorInvalidValue);
  const Function *function = jarip::find_function(host);
  size_t share = jarip::kSharedBytesPerProcessor / static_cast<unsigned>(blocks);
  const size_t limit = jarip::kSharedBytesOptIn + jarip::kSharedBytesReserved;
  if (share > limit) share = limit;
  const size_t taken = function->info.static_shared_bytes + jarip::kSharedBytesReserved;
  *bytes = share > taken ? share - taken : 0;
  return cudaSuccess;
}

// No clusters: there is no distributed shared memory.
extern "C" cudaError_t cudaOccupancyMaxPotentialClusterSize(int *, const void *,
                                                            const cudaLaunchConfig_t *) {
  JARIP_ENTER();
  return record(cudaErrorNotSupported);
}

extern "C" cudaError_t cudaOccupancyMaxActiveClusters(int *, const void *,
                                                      const cudaLaunchConfig_t *) {
  JARIP_ENTER();
  return record(cudaErrorNotSupported);
}
