// Launching in steps, as before CUDA 4: the block's shape, then the parameters by their offsets, then
// the grid. What was staged belongs to the function and stays from launch to launch.
#include <string.h>

#include "base/array.h"
#include "base/lock.h"
#include "driver/call.h"
#include "kernel/launch.h"
#include "kernel/packed_arguments.h"

namespace {

using jarip::Function;
using jarip::in_context;

constexpr size_t kMostParameterBytes = 4096;

struct Staged {
  const Function *function;
  uint32_t block[3];
  uint32_t shared_bytes;
  size_t parameter_bytes;
  char parameters[kMostParameterBytes];
};

jarip::Lock lock;

// Under the lock; never freed, as functions are not.
Staged &staged_for(const Function *function) {
  static auto *all = new jarip::Array<Staged *>();
  for (Staged *staged : *all) {
    if (staged->function == function) return *staged;
  }
  auto *fresh = new Staged{function, {1, 1, 1}, 0, 0, {}};
  all->push(fresh);
  return *fresh;
}

template <typename Change>
CUresult stage(CUfunction handle, Change change) {
  return in_context([&] {
    const Function *function = jarip::find_function(handle);
    if (function == nullptr) return cudaErrorInvalidResourceHandle;
    jarip::Guard guard(lock);
    return change(staged_for(function));
  });
}

CUresult set_parameter(CUfunction handle, int offset, const void *value, size_t bytes) {
  return stage(handle, [&](Staged &staged) {
    const auto begin = static_cast<size_t>(offset);
    const bool fits = offset >= 0 && begin <= kMostParameterBytes &&
                      bytes <= kMostParameterBytes - begin;
    if (value == nullptr || !fits) return cudaErrorInvalidValue;
    memcpy(staged.parameters + begin, value, bytes);
    return cudaSuccess;
  });
}

CUresult launch(CUfunction handle, int width, int height, CUstream stream_handle) {
  return in_context([&] {
    Function *function = jarip::find_function(handle);
    jarip::Stream *stream = jarip::resolve_stream(stream_handle);
    if (function == nullptr || stream == nullptr) return cudaErrorInvalidResourceHandle;
    if (width <= 0 || height <= 0) return cudaErrorInvalidValue;
    Staged staged;
    {
      jarip::Guard guard(lock);
      staged = staged_for(function);
    }
    const jarip::LaunchShape shape{
        {static_cast<uint32_t>(width), static_cast<uint32_t>(height), 1},
        {staged.block[0], staged.block[1], staged.block[2]},
        staged.shared_bytes};
    void *extra[] = {CU_LAUNCH_PARAM_BUFFER_POINTER, staged.parameters,
                     CU_LAUNCH_PARAM_BUFFER_SIZE, &staged.parameter_bytes, CU_LAUNCH_PARAM_END};
    return jarip::launch_function(*function, shape, jarip::read_arguments(nullptr, extra), *stream);
  });
}

}  // namespace

extern "C" CUresult cuFuncSetBlockShape(CUfunction function, int x, int y, int z) {
  return stage(function, [&](Staged &staged) {
    if (x <= 0 || y <= 0 || z <= 0) return cudaErrorInvalidValue;
    const int shape[3] = {x, y, z};
    for (int axis = 0; axis < 3; ++axis) staged.block[axis] = static_cast<uint32_t>(shape[axis]);
    return cudaSuccess;
  });
}

extern "C" CUresult cuFuncSetSharedSize(CUfunction function, unsigned int bytes) {
  return stage(function, [&](Staged &staged) {
    staged.shared_bytes = bytes;
    return cudaSuccess;
  });
}

extern "C" CUresult cuParamSetSize(CUfunction function, unsigned int bytes) {
  return stage(function, [&](Staged &staged) {
    if (bytes > kMostParameterBytes) return cudaErrorInvalidValue;
    staged.parameter_bytes = bytes;
    return cudaSuccess;
  });
}

extern "C" CUresult cuParamSeti(CUfunction function, int offset, unsigned int value) {
  return set_parameter(function, offset, &value, sizeof value);
}

extern "C" CUresult cuParamSetf(CUfunction function, int offset, float value) {
  return set_parameter(function, offset, &value, sizeof value);
}

extern "C" CUresult cuParamSetv(CUfunction function, int offset, void *value, unsigned int bytes) {
  return set_parameter(function, offset, value, bytes);
}

extern "C" CUresult cuLaunch(CUfunction function) { return launch(function, 1, 1, nullptr); }

extern "C" CUresult cuLaunchGrid(CUfunction function, int width, int height) {
  return launch(function, width, height, nullptr);
}

extern "C" CUresult cuLaunchGridAsync(CUfunction function, int width, int height, CUstream stream) {
  return launch(function, width, height, stream);
}
