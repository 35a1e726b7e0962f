/* Older name: everything is in cuda_runtime.h. */
#ifndef JARIP_SM_32_ATOMIC_FUNCTIONS_H_H_
#define JARIP_SM_32_ATOMIC_FUNCTIONS_H_H_
#include "cuda_runtime.h"

#endif
