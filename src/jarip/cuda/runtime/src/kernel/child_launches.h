// Kernels that a running kernel launched (dynamic parallelism), until they are started.
#pragma once

#include "base/array.h"
#include "base/lock.h"
#include "kernel/launch.h"

namespace jarip {

struct ChildLaunch {
  Function *function;
  LaunchShape shape;
  char *parameters;  // packed; free()d by whom it was popped by
};

class ChildLaunches {
 public:
  ~ChildLaunches();

  // Called by the threads of the running kernel. Checks the launch as CUDA does.
  cudaError_t push(Module &module, const char *name, const LaunchShape &shape,
                   const void *parameters);

  // The earliest that was not popped yet; false when there is none.
  bool pop(ChildLaunch *launch);

 private:
  Lock lock_;
  Array<ChildLaunch> launches_;
  size_t next_ = 0;
};

}  // namespace jarip
