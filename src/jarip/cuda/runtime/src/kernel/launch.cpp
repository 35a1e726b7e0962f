#include "kernel/launch.h"

#include <string.h>

#include "device/launch_limits.h"
#include "devicelib/print_buffer.h"
#include "kernel/kernel_operation.h"
#include "kernel/objects.h"
#include "kernel/occupancy.h"
#include "stream/scheduler.h"

namespace jarip {

namespace {

bool within(dim3 size, const uint32_t limit[3]) {
  return size.x >= 1 && size.y >= 1 && size.z >= 1 && size.x <= limit[0] && size.y <= limit[1] &&
         size.z <= limit[2];
}

uint64_t volume(dim3 size) { return uint64_t{size.x} * size.y * size.z; }

uint64_t allowed_dynamic_shared(const Function &function) {
  const int chosen = function.max_dynamic_shared.load(std::memory_order_relaxed);
  if (chosen >= 0) return static_cast<uint64_t>(chosen);
  const uint32_t used = function.info.static_shared_bytes;
  return used < kSharedBytesPerBlock ? kSharedBytesPerBlock - used : 0;
}

}  // namespace

cudaError_t check_shape(const Function &function, const LaunchShape &shape) {
  if (!within(shape.grid, kMostBlocks) || !within(shape.block, kMostThreads) ||
      volume(shape.block) > kThreadsPerBlock) {
    return cudaErrorInvalidConfiguration;
  }
  if (volume(shape.block) > function.info.max_threads) return cudaErrorLaunchOutOfResources;
  if (shape.dynamic_shared_bytes > allowed_dynamic_shared(function)) return cudaErrorInvalidValue;
  if (!shape.cooperative) return cudaSuccess;
  const auto threads = static_cast<uint32_t>(volume(shape.block));
  const uint64_t most =
      uint64_t{blocks_per_processor(function, threads, shape.dynamic_shared_bytes)} * seat_count();
  return volume(shape.grid) <= most ? cudaSuccess : cudaErrorCooperativeLaunchTooLarge;
}

cudaError_t launch_function(Function &function, const LaunchShape &shape, void **arguments,
                            Stream &stream) {
  const cudaError_t known = know_function(function);
  if (known != cudaSuccess) return known;
  const cudaError_t fits = check_shape(function, shape);
  if (fits != cudaSuccess) return fits;
  const KernelInfo &info = function.info;
  if (arguments == nullptr && !info.parameters.empty()) return cudaErrorInvalidValue;
  const uint32_t block[3] = {shape.block.x, shape.block.y, shape.block.z};
  const JaripKernel *kernel = nullptr;
  const cudaError_t loaded = find_variant(function, block, &kernel);
  if (loaded != cudaSuccess) return loaded;
  flush_device_output();
  auto *operation = new KernelOperation(function, *kernel, shape);
  char *packed = operation->parameter_buffer();
  for (size_t index = 0; index < info.parameters.size(); ++index) {
    const Parameter &parameter = info.parameters[index];
    memcpy(packed + parameter.offset, arguments[index], parameter.bytes);
  }
  submit(*operation, stream);
  return cudaSuccess;
}

}  // namespace jarip
