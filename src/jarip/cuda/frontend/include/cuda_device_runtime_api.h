/* Older name: everything is in cuda_runtime_api.h. */
#ifndef JARIP_CUDA_DEVICE_RUNTIME_API_H_H_
#define JARIP_CUDA_DEVICE_RUNTIME_API_H_H_
#include "cuda_runtime_api.h"

#endif
