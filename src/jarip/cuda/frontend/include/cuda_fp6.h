/* 6-bit floating point: __nv_fp6_e2m3, __nv_fp6_e3m2, their pairs and quadruples, conversions. Each
 * number has a byte of its own. Source: CUDA Math API reference, "FP6 Intrinsics". */
#ifndef JARIP_CUDA_FP6_H
#define JARIP_CUDA_FP6_H
#include "cuda_bf16.h"
#include "cuda_fp16.h"
#include "jarip/types/rounding.h"

#if defined(__cplusplus)
#include "jarip/narrow/small.h"
#include "vector_functions.h"

typedef unsigned char __nv_fp6_storage_t;
typedef unsigned short __nv_fp6x2_storage_t;
typedef unsigned int __nv_fp6x4_storage_t;
typedef enum __nv_fp6_interpretation_t { __NV_E2M3, __NV_E3M2 } __nv_fp6_interpretation_t;

#define JARIP_INTERPRETATION __nv_fp6_interpretation_t
#define JARIP_FORMAT_OF(kind) ((kind) == __NV_E2M3 ? jarip::e2m3_format() : jarip::e3m2_format())
#define JARIP_CVT(from, to) __nv_cvt_##from##_to_fp6##to
#define JARIP_BACK(to) __nv_cvt_fp6##to
#define JARIP_S __nv_fp6_storage_t
#define JARIP_S2 __nv_fp6x2_storage_t
#define JARIP_S4 __nv_fp6x4_storage_t
#define JARIP_APART 8
#include "jarip/narrow/small_conversions.inc"
#undef JARIP_BACK
#undef JARIP_CVT
#undef JARIP_FORMAT_OF
#undef JARIP_INTERPRETATION

#define JARIP_T __nv_fp6_e2m3
#define JARIP_T2 __nv_fp6x2_e2m3
#define JARIP_T4 __nv_fp6x4_e2m3
#define JARIP_FORMAT jarip::e2m3_format()
#include "jarip/narrow/small_types.inc"
#undef JARIP_FORMAT
#undef JARIP_T4
#undef JARIP_T2
#undef JARIP_T
#define JARIP_T __nv_fp6_e3m2
#define JARIP_T2 __nv_fp6x2_e3m2
#define JARIP_T4 __nv_fp6x4_e3m2
#define JARIP_FORMAT jarip::e3m2_format()
#include "jarip/narrow/small_types.inc"
#undef JARIP_FORMAT
#undef JARIP_T4
#undef JARIP_T2
#undef JARIP_T
#undef JARIP_APART
#undef JARIP_S4
#undef JARIP_S2
#undef JARIP_S

#endif
#endif
