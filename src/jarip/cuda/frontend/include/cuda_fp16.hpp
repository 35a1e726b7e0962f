/* Everything is in cuda_fp16.h. */
#ifndef JARIP_CUDA_FP16_HPP
#define JARIP_CUDA_FP16_HPP
#include "cuda_fp16.h"

#endif
