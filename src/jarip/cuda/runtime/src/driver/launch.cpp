// Launching kernels and host functions.
#include "kernel/launch.h"

#include "driver/call.h"
#include "kernel/packed_arguments.h"

using jarip::in_context;
using jarip::same;

namespace {

cudaError_t launch(CUfunction handle, const jarip::LaunchShape &shape, CUstream stream_handle,
                   void **parameters, void **extra) {
  jarip::Function *function = jarip::find_function(handle);
  jarip::Stream *stream = jarip::resolve_stream(stream_handle);
  if (function == nullptr || stream == nullptr) return cudaErrorInvalidResourceHandle;
  if (parameters != nullptr && extra != nullptr) return cudaErrorInvalidValue;
  return jarip::launch_function(*function, shape, jarip::read_arguments(parameters, extra),
                                *stream);
}

}  // namespace

extern "C" CUresult cuLaunchKernel(CUfunction function, unsigned int grid_x, unsigned int grid_y,
                                   unsigned int grid_z, unsigned int block_x, unsigned int block_y,
                                   unsigned int block_z, unsigned int shared_bytes, CUstream stream,
                                   void **parameters, void **extra) {
  return in_context([&] {
    const jarip::LaunchShape shape{
        {grid_x, grid_y, grid_z}, {block_x, block_y, block_z}, shared_bytes};
    return launch(function, shape, stream, parameters, extra);
  });
}

extern "C" CUresult cuLaunchCooperativeKernel(CUfunction function, unsigned int grid_x,
                                              unsigned int grid_y, unsigned int grid_z,
                                              unsigned int block_x, unsigned int block_y,
                                              unsigned int block_z, unsigned int shared_bytes,
                                              CUstream stream, void **parameters) {
  return in_context([&] {
    const jarip::LaunchShape shape{
        {grid_x, grid_y, grid_z}, {block_x, block_y, block_z}, shared_bytes, true};
    return launch(function, shape, stream, parameters, nullptr);
  });
}

extern "C" CUresult cuLaunchKernelEx(const CUlaunchConfig *config, CUfunction function,
                                     void **parameters, void **extra) {
  return in_context([&] {
    if (config == nullptr) return cudaErrorInvalidValue;
    if (config->attrs == nullptr && config->numAttrs > 0) return cudaErrorInvalidValue;
    jarip::LaunchShape shape{{config->gridDimX, config->gridDimY, config->gridDimZ},
                             {config->blockDimX, config->blockDimY, config->blockDimZ},
                             config->sharedMemBytes};
    for (unsigned index = 0; index < config->numAttrs; ++index) {
      const auto &attribute = *same<const cudaLaunchAttribute *>(&config->attrs[index]);
      const cudaError_t error = jarip::apply_attribute(attribute, &shape);
      if (error != cudaSuccess) return error;
    }
    return launch(function, shape, config->hStream, parameters, extra);
  });
}

extern "C" CUresult cuLaunchHostFunc(CUstream stream, CUhostFn function, void *data) {
  return in_context([&] { return cudaLaunchHostFunc(stream, function, data); });
}

extern "C" CUresult cuLaunchCooperativeKernelMultiDevice(CUDA_LAUNCH_PARAMS *launches,
                                                         unsigned int count, unsigned int flags) {
  return in_context([&] {
    if (launches == nullptr) return cudaErrorInvalidValue;
    jarip::Array<cudaLaunchParams> list;
    for (unsigned index = 0; index < count; ++index) {
      const CUDA_LAUNCH_PARAMS &each = launches[index];
      list.push({each.function,
                 {each.gridDimX, each.gridDimY, each.gridDimZ},
                 {each.blockDimX, each.blockDimY, each.blockDimZ},
                 each.kernelParams,
                 each.sharedMemBytes,
                 each.hStream});
    }
    return cudaLaunchCooperativeKernelMultiDevice(&list[0], count, flags);
  });
}
