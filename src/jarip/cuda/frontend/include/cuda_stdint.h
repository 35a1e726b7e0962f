/* Older name: the integer types are in <stdint.h>. */
#ifndef JARIP_CUDA_STDINT_H
#define JARIP_CUDA_STDINT_H
#include <stdint.h>
#endif
