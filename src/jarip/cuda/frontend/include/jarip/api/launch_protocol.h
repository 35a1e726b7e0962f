/* What clang calls for `kernel<<<grid, block, bytes, stream>>>(...)`: it pushes the configuration,
 * calls the kernel's stub, and the stub pops it again and calls cudaLaunchKernel. */
#ifndef JARIP_LAUNCH_PROTOCOL_H
#define JARIP_LAUNCH_PROTOCOL_H
#include "execution.h"

extern "C" {
unsigned int __cudaPushCallConfiguration(dim3 gridDim, dim3 blockDim, size_t sharedMem = 0,
                                         struct CUstream_st *stream = 0);
cudaError_t __cudaPopCallConfiguration(dim3 *gridDim, dim3 *blockDim, size_t *sharedMem,
                                       void *stream);
cudaError_t cudaConfigureCall(dim3 gridDim, dim3 blockDim, size_t sharedMem = 0,
                              cudaStream_t stream = 0);
cudaError_t cudaSetupArgument(const void *arg, size_t size, size_t offset);
cudaError_t cudaLaunch(const void *func);
}

#endif
