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

// `arguments` points to the parameters one by one.
cudaError_t launch_function(Function &function, const LaunchShape &shape, void **arguments,
                            Stream &stream);

// Whether a shape can be launched at all; also what cooperative launches and occupancy ask.
cudaError_t check_shape(const Function &function, const LaunchShape &shape);

}  // namespace jarip
