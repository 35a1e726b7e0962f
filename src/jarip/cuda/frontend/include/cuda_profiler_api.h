/* cudaProfilerStart, cudaProfilerStop. Source: CUDA Runtime API reference, "Profiler Control". */
#ifndef JARIP_CUDA_PROFILER_API_H
#define JARIP_CUDA_PROFILER_API_H
#include "jarip/api/error.h"

#endif
