/* Matrix multiply-accumulate by a warp: nvcuda::wmma.
 * Source: CUDA C++ Programming Guide, "Warp Matrix Functions". */
#ifndef JARIP_MMA_H
#define JARIP_MMA_H
#if defined(__CUDA__)
#include "cuda_bf16.h"
#include "cuda_fp16.h"
#include "jarip/groups/masks.h"
#include "jarip/matrix/fragment.h"
#include "jarip/matrix/memory.h"
#include "jarip/matrix/multiply.h"
#endif
#endif
