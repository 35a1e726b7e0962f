/* All types of the CUDA runtime API, under the name older programs include. */
#ifndef JARIP_BUILTIN_TYPES_H
#define JARIP_BUILTIN_TYPES_H
#include "driver_types.h"

#endif
