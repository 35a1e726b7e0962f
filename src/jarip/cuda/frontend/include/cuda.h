/* The driver API's header. So far it gives the version that programs ask for; its functions
 * follow with libcuda. Programs that include it for the runtime's sake compile. */
#ifndef JARIP_CUDA_H
#define JARIP_CUDA_H

#include <builtin_types.h>

#define CUDA_VERSION 12080

#endif /* JARIP_CUDA_H */
