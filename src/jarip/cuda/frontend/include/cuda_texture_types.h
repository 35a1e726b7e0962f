/* Older name: everything is in texture_types.h. */
#ifndef JARIP_CUDA_TEXTURE_TYPES_H_H_
#define JARIP_CUDA_TEXTURE_TYPES_H_H_
#include "texture_types.h"

#endif
