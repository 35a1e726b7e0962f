#include "kernel/child_launches.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/kernel_operation.h"

namespace jarip {

namespace {

Lock functions_lock;
Array<Function *> functions;  // that kernels launched, of any module

cudaError_t find_by_name(Module &module, const char *name, Function **function) {
  Guard guard(functions_lock);
  for (Function *known : functions) {
    if (known->module == &module && strcmp(known->name, name) == 0) {
      *function = known;
      return cudaSuccess;
    }
  }
  auto *fresh = new Function();
  fresh->module = &module;
  fresh->name = strdup(name);
  const cudaError_t error = know_function(*fresh);
  if (error != cudaSuccess) {
    free(const_cast<char *>(fresh->name));
    delete fresh;
    return error;
  }
  functions.push(fresh);
  *function = fresh;
  return cudaSuccess;
}

}  // namespace

ChildLaunches::~ChildLaunches() {
  ChildLaunch launch;
  while (pop(&launch)) free(launch.parameters);
}

cudaError_t ChildLaunches::push(Module &module, const char *name, const LaunchShape &shape,
                                const void *parameters) {
  Function *function = nullptr;
  cudaError_t error = find_by_name(module, name, &function);
  if (error == cudaSuccess) error = check_shape(*function, shape);
  if (error != cudaSuccess) return error;
  const size_t bytes = function->info.parameter_bytes;
  auto *copy = static_cast<char *>(malloc(bytes != 0 ? bytes : 1));
  if (copy == nullptr) return cudaErrorLaunchOutOfResources;
  if (bytes != 0) memcpy(copy, parameters, bytes);
  Guard guard(lock_);
  launches_.push(ChildLaunch{function, shape, copy});
  return cudaSuccess;
}

bool ChildLaunches::pop(ChildLaunch *launch) {
  Guard guard(lock_);
  if (next_ == launches_.size()) return false;
  *launch = launches_[next_++];
  return true;
}

}  // namespace jarip

extern "C" int32_t jarip_device_launch(const char *kernel, const void *parameters, uint32_t grid_x,
                                       uint32_t grid_y, uint32_t grid_z, uint32_t block_x,
                                       uint32_t block_y, uint32_t block_z, uint32_t shared_bytes) {
  jarip::LaunchShape shape;
  shape.grid = dim3(grid_x, grid_y, grid_z);
  shape.block = dim3(block_x, block_y, block_z);
  shape.dynamic_shared_bytes = shared_bytes;
  return jarip::KernelOperation::running()->launch_child(kernel, shape, parameters);
}
