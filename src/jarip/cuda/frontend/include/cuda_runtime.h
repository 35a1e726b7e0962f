/* CUDA C++ as a program sees it: the runtime API and the whole device language.
 *
 * nvcc includes this before the first line of every CUDA source. A host compiler gets the API
 * alone. Order matters once: the device's functions come before the system's headers, whose
 * using-declarations then carry the device overloads into std as well (see math_library.h). */
#ifndef JARIP_CUDA_RUNTIME_H
#define JARIP_CUDA_RUNTIME_H

#include "channel_descriptor.h"
#include "cuda_runtime_api.h"
#include "driver_functions.h"
#include "host_defines.h"
#include "vector_functions.h"

#if defined(__cplusplus)
#include "jarip/api/occupancy.h"
#include "jarip/api/overloads.h"
#endif

#if defined(__CUDA__)
#include "jarip/api/launch_protocol.h"
#include "jarip/device/address_space.h"
#include "jarip/device/arithmetic_intrinsics.h"
#include "jarip/device/atomic_builtins.h"
#include "jarip/device/atomics.h"
#include "jarip/device/conversions.h"
#include "jarip/device/integer_intrinsics.h"
#include "jarip/device/math_builtin.h"
#include "jarip/device/math_cuda.h"
#include "jarip/device/math_library.h"
#include "jarip/device/math_results.h"
#include "jarip/device/simd_in_a_word.h"
#include "jarip/device/special_registers.h"
#include "jarip/device/standard_library.h"
#include "jarip/device/synchronization.h"
#include "jarip/device/warp.h"
#include "surface_indirect_functions.h"
#include "texture_indirect_functions.h"

#include "jarip/device/dynamic_memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "jarip/device/launches.h"
#if defined(JARIP_TEXTURE_REFERENCES)
#include "jarip/references/fetches.h"
#include "jarip/references/overloads.h"
#endif
#if defined(__cplusplus)
#include <utility> /* programs lean on CUDA's own header including it */
#endif
#endif

#endif
