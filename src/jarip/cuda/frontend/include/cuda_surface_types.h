/* Older name: everything is in surface_types.h. */
#ifndef JARIP_CUDA_SURFACE_TYPES_H_H_
#define JARIP_CUDA_SURFACE_TYPES_H_H_
#include "surface_types.h"

#endif
