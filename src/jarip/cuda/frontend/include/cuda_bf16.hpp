/* Everything is in cuda_bf16.h. */
#ifndef JARIP_CUDA_BF16_HPP
#define JARIP_CUDA_BF16_HPP
#include "cuda_bf16.h"

#endif
