/* threadIdx and its kin; cuda_runtime.h brings them already. */
#ifndef JARIP_DEVICE_LAUNCH_PARAMETERS_H
#define JARIP_DEVICE_LAUNCH_PARAMETERS_H
#include "vector_types.h"
#if defined(__CUDA__)
#include "jarip/device/special_registers.h"
#endif

#endif
