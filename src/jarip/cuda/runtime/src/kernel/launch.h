// Launching a kernel: the checks CUDA makes, and the operation that executes it.
#pragma once

#include "kernel/module.h"
#include "stream/stream.h"

namespace jarip {

struct LaunchShape {
  dim3 grid;
  dim3 block;
  size_t dynamic_shared_bytes;
  bool cooperative = false;
};

// The values of a kernel's parameters: pointers to them one by one, or all of them packed, each at
// its natural alignment.
struct LaunchArguments {
  void **pointers = nullptr;
  const void *packed = nullptr;
  size_t packed_bytes = 0;
};

class KernelOperation;

// Checks a launch and prepares it.
cudaError_t make_launch(Function &function, const LaunchShape &shape,
                        const LaunchArguments &arguments, KernelOperation **operation);

// Prepares a launch and submits it.
cudaError_t launch_function(Function &function, const LaunchShape &shape,
                            const LaunchArguments &arguments, Stream &stream);

// Sets what one attribute of a launch says. Those that only tune a GPU are accepted; clusters
// larger than one block are not: cudaErrorInvalidClusterSize, cudaErrorNotSupported.
cudaError_t apply_attribute(const cudaLaunchAttribute &attribute, LaunchShape *shape);

// Whether a shape can be launched at all; also what cooperative launches and occupancy ask.
cudaError_t check_shape(const Function &function, const LaunchShape &shape);

}  // namespace jarip
