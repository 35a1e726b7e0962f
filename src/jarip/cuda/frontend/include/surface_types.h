/* Surfaces: boundary modes and handles.
 * Source: CUDA Runtime API reference, "Data types used by CUDA Runtime". */
#ifndef JARIP_SURFACE_TYPES_H
#define JARIP_SURFACE_TYPES_H

typedef unsigned long long cudaSurfaceObject_t;

enum cudaSurfaceBoundaryMode {
  cudaBoundaryModeZero = 0,
  cudaBoundaryModeClamp = 1,
  cudaBoundaryModeTrap = 2
};

enum cudaSurfaceFormatMode { cudaFormatModeForced = 0, cudaFormatModeAuto = 1 };

#endif
