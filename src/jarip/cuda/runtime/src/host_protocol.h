// What clang's code for the host calls beside the API (clang/lib/CodeGen/CGCUDANV.cpp).
#pragma once

#include <cuda_runtime_api.h>
#include <jarip/api/launch_protocol.h>
#include <stddef.h>

extern "C" {

// Before main(), for each image: its kernels and variables by the host's addresses of them.
void **__cudaRegisterFatBinary(void *wrapper);
void __cudaRegisterFatBinaryEnd(void **handle);
void __cudaUnregisterFatBinary(void **handle);
void __cudaRegisterFunction(void **handle, const char *host, char *device, const char *name,
                            int thread_limit, uint3 *thread, uint3 *block, dim3 *block_size,
                            dim3 *grid_size, int *warp_size);
void __cudaRegisterVar(void **handle, char *host, char *device, const char *name, int external,
                       size_t bytes, int constant, int global);
void __cudaRegisterTexture(void **handle, const void *host, const void **device, const char *name,
                           int dimension, int normalized, int external);
void __cudaRegisterSurface(void **handle, const void *host, const void **device, const char *name,
                           int dimension, int external);
char __cudaInitModule(void **handle);
}
