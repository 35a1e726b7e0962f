#include "kernel/launch.h"

#include <string.h>

#include "device/launch_limits.h"
#include "devicelib/print_buffer.h"
#include "graph/capture.h"
#include "kernel/kernel_operation.h"
#include "kernel/objects.h"
#include "kernel/observer.h"
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

bool complete(const LaunchArguments &arguments, const KernelInfo &info) {
  if (info.parameters.empty()) return true;
  if (arguments.packed == nullptr) return arguments.pointers != nullptr;
  const Parameter &last = info.parameters[info.parameters.size() - 1];
  return arguments.packed_bytes >= last.offset + last.bytes;
}

void pack(const LaunchArguments &arguments, const KernelInfo &info, char *packed) {
  if (arguments.packed != nullptr) {
    const size_t most = info.parameter_bytes;
    memcpy(packed, arguments.packed, arguments.packed_bytes < most ? arguments.packed_bytes : most);
    return;
  }
  for (size_t index = 0; index < info.parameters.size(); ++index) {
    const Parameter &parameter = info.parameters[index];
    memcpy(packed + parameter.offset, arguments.pointers[index], parameter.bytes);
  }
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

cudaError_t make_launch(Function &function, const LaunchShape &shape,
                        const LaunchArguments &arguments, KernelOperation **operation) {
  const cudaError_t known = know_function(function);
  if (known != cudaSuccess) return known;
  const cudaError_t fits = check_shape(function, shape);
  if (fits != cudaSuccess) return fits;
  if (!complete(arguments, function.info)) return cudaErrorInvalidValue;
  const uint32_t block[3] = {shape.block.x, shape.block.y, shape.block.z};
  const Variant *variant = nullptr;
  cudaError_t loaded = find_variant(function, block, false, &variant);
  if (loaded == cudaSuccess && shape.cooperative && variant->kernel->mode == JARIP_MODE_IN_ORDER) {
    loaded = find_variant(function, block, true, &variant);
  }
  if (loaded != cudaSuccess) return loaded;
  *operation = new KernelOperation(function, *variant, shape);
  pack(arguments, function.info, (*operation)->parameter_buffer());
  return cudaSuccess;
}

cudaError_t launch_function(Function &function, const LaunchShape &shape,
                            const LaunchArguments &arguments, Stream &stream) {
  const cudaError_t conflict = check_capture(stream, false);
  if (conflict != cudaSuccess) return conflict;
  KernelOperation *operation = nullptr;
  const cudaError_t error = make_launch(function, shape, arguments, &operation);
  if (error != cudaSuccess) return error;
  operation->set_observed(observe_launch());
  flush_device_output();
  submit(*operation, stream);
  return cudaSuccess;
}

}  // namespace jarip
