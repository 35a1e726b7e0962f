/* Random numbers in kernels: XORWOW, Philox4x32-10, MRG32k3a, Sobol.
 * Source: cuRAND library documentation, "Device API Overview".
 *
 * The generators are bit for bit those of their papers. How a seed becomes a state is not in them:
 * XORWOW's and MRG32k3a's sequences for a seed other than 0 are our own. */
#ifndef JARIP_CURAND_KERNEL_H
#define JARIP_CURAND_KERNEL_H
#if defined(__CUDA__)
#include "cuda_runtime.h"
#include "jarip/random/poisson.h"
#undef JARIP_RANDOM
#endif
#endif
