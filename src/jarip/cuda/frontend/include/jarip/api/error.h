/* Errors: the last one, their names and descriptions; the profiler's switches.
 * Source: CUDA Runtime API reference, "Error Handling, Profiler Control". */
#ifndef JARIP_API_ERROR_H
#define JARIP_API_ERROR_H
#include "../../driver_types.h"
#include "declaration.h"

JARIP_API_BEGIN

cudaError_t cudaGetLastError(void);
cudaError_t cudaPeekAtLastError(void);
const char *cudaGetErrorName(cudaError_t error);
const char *cudaGetErrorString(cudaError_t error);

cudaError_t cudaProfilerStart(void);
cudaError_t cudaProfilerStop(void);

JARIP_API_END

#endif
