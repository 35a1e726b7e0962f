/* Qualifiers of the CUDA language, for clang's CUDA mode and for ordinary host compilers.
 * Source: CUDA C++ Programming Guide, "C++ Language Extensions". */
#ifndef JARIP_HOST_DEFINES_H
#define JARIP_HOST_DEFINES_H
#if defined(__clang__)
#pragma clang system_header
#elif defined(__GNUC__)
#pragma GCC system_header
#endif

#if defined(__CUDA__)

#define __host__ __attribute__((host))
#define __device__ __attribute__((device))
#define __global__ __attribute__((global))
#define __shared__ __attribute__((shared))
#define __constant__ __attribute__((constant))
/* One storage for host and device: the host variable itself. The device side finds the annotation
 * in llvm.global.annotations and the runtime binds the device's name to the host's address. */
#define __managed__ __attribute__((device, annotate("jarip.managed")))
#define __grid_constant__ __attribute__((grid_constant))
#define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
#define __maxnreg__(registers) __attribute__((maxnreg(registers)))
#define __cluster_dims__(...) __attribute__((cluster_dims(__VA_ARGS__)))
#define __no_cluster__ __attribute__((no_cluster))
#define __nv_pure__ __attribute__((pure))
#define __device_builtin__
#define __cudart_builtin__

#else

#define __host__
#define __device__
#define __global__
#define __shared__
#define __constant__
#define __managed__
#define __grid_constant__
#define __launch_bounds__(...)
#define __maxnreg__(registers)
#define __cluster_dims__(...)
#define __no_cluster__
#define __nv_pure__
#define __device_builtin__
#define __cudart_builtin__

#endif

#define __align__(bytes) __attribute__((aligned(bytes)))
#define __builtin_align__(bytes) __attribute__((aligned(bytes)))
#define __forceinline__ __inline__ __attribute__((always_inline))
#define __inline_hint__ __inline__
#define __nv_restrict__ __restrict__
#define CUDARTAPI
#define CUDARTAPI_CDECL
#define CUDART_CB

/* clang's CUDA mode has __noinline__ as a keyword; libstdc++ uses the same word inside
 * __attribute__((...)), so it must not become a macro there. */
#if !defined(__CUDA__) && !defined(__noinline__)
#define JARIP_NOINLINE __attribute__((noinline))
#else
#define JARIP_NOINLINE __noinline__
#endif

#endif
