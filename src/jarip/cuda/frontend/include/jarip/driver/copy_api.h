/* Copies of rectangles, boxes and parts of arrays.
 * Source: CUDA Driver API reference, "Memory Management". */
#ifndef JARIP_DRIVER_COPY_API_H
#define JARIP_DRIVER_COPY_API_H
#include "../api/declaration.h"
#include "handles.h"
#include "memory_types.h"
#include "result.h"

JARIP_API_BEGIN

CUresult cuMemcpy2D(const CUDA_MEMCPY2D *parameters);
CUresult cuMemcpy2DUnaligned(const CUDA_MEMCPY2D *parameters);
CUresult cuMemcpy2DAsync(const CUDA_MEMCPY2D *parameters, CUstream stream);
CUresult cuMemcpy3D(const CUDA_MEMCPY3D *parameters);
CUresult cuMemcpy3DAsync(const CUDA_MEMCPY3D *parameters, CUstream stream);
CUresult cuMemcpy3DPeer(const CUDA_MEMCPY3D_PEER *parameters);
CUresult cuMemcpy3DPeerAsync(const CUDA_MEMCPY3D_PEER *parameters, CUstream stream);
CUresult cuMemcpyDtoA(CUarray to, size_t offset, CUdeviceptr from, size_t bytes);
CUresult cuMemcpyAtoD(CUdeviceptr to, CUarray from, size_t offset, size_t bytes);
CUresult cuMemcpyHtoA(CUarray to, size_t offset, const void *from, size_t bytes);
CUresult cuMemcpyAtoH(void *to, CUarray from, size_t offset, size_t bytes);
CUresult cuMemcpyAtoA(CUarray to, size_t to_offset, CUarray from, size_t from_offset, size_t bytes);
CUresult cuMemcpyHtoAAsync(CUarray to, size_t offset, const void *from, size_t bytes,
                           CUstream stream);
CUresult cuMemcpyAtoHAsync(void *to, CUarray from, size_t offset, size_t bytes, CUstream stream);

JARIP_API_END

#endif
