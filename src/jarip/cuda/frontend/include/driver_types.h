/* All types of the CUDA runtime API. Its parts are in jarip/types/, one per subject. */
#ifndef JARIP_DRIVER_TYPES_H
#define JARIP_DRIVER_TYPES_H
#include <limits.h> /* programs lean on CUDA's own header including these two */
#include <stddef.h>

#include "host_defines.h"
#include "jarip/types/device.h"
#include "jarip/types/device_attributes.h"
#include "jarip/types/error.h"
#include "jarip/types/external.h"
#include "jarip/types/function.h"
#include "jarip/types/graph.h"
#include "jarip/types/memory.h"
#include "jarip/types/memory_pool.h"
#include "jarip/types/stream.h"
#include "surface_types.h"
#include "texture_types.h"
#include "vector_types.h"

#endif
