/* Older name: everything is in cuda_runtime.h. */
#ifndef JARIP_CRT_MATH_FUNCTIONS_H_H_
#define JARIP_CRT_MATH_FUNCTIONS_H_H_
#include "../cuda_runtime.h"

#endif
