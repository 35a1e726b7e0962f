// The API as programs compiled with --default-stream per-thread call it: the same functions, with
// the calling thread's own stream where the stream is null or not given (jarip/api/
// per_thread_streams.h gives programs these names).
#include "stream/stream.h"

#define JARIP_PER_THREAD(name, suffix, parameters, arguments)                             \
  extern "C" __attribute__((visibility("default"))) cudaError_t name##suffix parameters { \
    const jarip::PerThreadDefault scope;                                                  \
    return name arguments;                                                                \
  }

JARIP_PER_THREAD(cudaMemcpy, _ptds, (void *dst, const void *src, size_t count, cudaMemcpyKind kind),
                 (dst, src, count, kind))
JARIP_PER_THREAD(cudaMemcpy2D, _ptds,
                 (void *dst, size_t dpitch, const void *src, size_t spitch, size_t width,
                  size_t height, cudaMemcpyKind kind),
                 (dst, dpitch, src, spitch, width, height, kind))
JARIP_PER_THREAD(cudaMemcpy3D, _ptds, (const cudaMemcpy3DParms *p), (p))
JARIP_PER_THREAD(cudaMemcpy3DPeer, _ptds, (const cudaMemcpy3DPeerParms *p), (p))
JARIP_PER_THREAD(cudaMemcpyToSymbol, _ptds,
                 (const void *symbol, const void *src, size_t count, size_t offset,
                  cudaMemcpyKind kind),
                 (symbol, src, count, offset, kind))
JARIP_PER_THREAD(cudaMemcpyFromSymbol, _ptds,
                 (void *dst, const void *symbol, size_t count, size_t offset, cudaMemcpyKind kind),
                 (dst, symbol, count, offset, kind))
JARIP_PER_THREAD(cudaMemcpyToArray, _ptds,
                 (cudaArray_t dst, size_t wOffset, size_t hOffset, const void *src, size_t count,
                  cudaMemcpyKind kind),
                 (dst, wOffset, hOffset, src, count, kind))
JARIP_PER_THREAD(cudaMemcpyFromArray, _ptds,
                 (void *dst, cudaArray_const_t src, size_t wOffset, size_t hOffset, size_t count,
                  cudaMemcpyKind kind),
                 (dst, src, wOffset, hOffset, count, kind))
JARIP_PER_THREAD(cudaMemcpy2DToArray, _ptds,
                 (cudaArray_t dst, size_t wOffset, size_t hOffset, const void *src, size_t spitch,
                  size_t width, size_t height, cudaMemcpyKind kind),
                 (dst, wOffset, hOffset, src, spitch, width, height, kind))
JARIP_PER_THREAD(cudaMemcpy2DFromArray, _ptds,
                 (void *dst, size_t dpitch, cudaArray_const_t src, size_t wOffset, size_t hOffset,
                  size_t width, size_t height, cudaMemcpyKind kind),
                 (dst, dpitch, src, wOffset, hOffset, width, height, kind))
JARIP_PER_THREAD(cudaMemcpyArrayToArray, _ptds,
                 (cudaArray_t dst, size_t wOffsetDst, size_t hOffsetDst, cudaArray_const_t src,
                  size_t wOffsetSrc, size_t hOffsetSrc, size_t count, cudaMemcpyKind kind),
                 (dst, wOffsetDst, hOffsetDst, src, wOffsetSrc, hOffsetSrc, count, kind))
JARIP_PER_THREAD(cudaMemcpy2DArrayToArray, _ptds,
                 (cudaArray_t dst, size_t wOffsetDst, size_t hOffsetDst, cudaArray_const_t src,
                  size_t wOffsetSrc, size_t hOffsetSrc, size_t width, size_t height,
                  cudaMemcpyKind kind),
                 (dst, wOffsetDst, hOffsetDst, src, wOffsetSrc, hOffsetSrc, width, height, kind))
JARIP_PER_THREAD(cudaMemset, _ptds, (void *devPtr, int value, size_t count), (devPtr, value, count))
JARIP_PER_THREAD(cudaMemset2D, _ptds,
                 (void *devPtr, size_t pitch, int value, size_t width, size_t height),
                 (devPtr, pitch, value, width, height))
JARIP_PER_THREAD(cudaMemset3D, _ptds, (cudaPitchedPtr pitchedDevPtr, int value, cudaExtent extent),
                 (pitchedDevPtr, value, extent))
JARIP_PER_THREAD(cudaMemcpyAsync, _ptsz,
                 (void *dst, const void *src, size_t count, cudaMemcpyKind kind,
                  cudaStream_t stream),
                 (dst, src, count, kind, stream))
JARIP_PER_THREAD(cudaMemcpyToSymbolAsync, _ptsz,
                 (const void *symbol, const void *src, size_t count, size_t offset,
                  cudaMemcpyKind kind, cudaStream_t stream),
                 (symbol, src, count, offset, kind, stream))
JARIP_PER_THREAD(cudaMemcpyFromSymbolAsync, _ptsz,
                 (void *dst, const void *symbol, size_t count, size_t offset, cudaMemcpyKind kind,
                  cudaStream_t stream),
                 (dst, symbol, count, offset, kind, stream))
JARIP_PER_THREAD(cudaMemcpy2DAsync, _ptsz,
                 (void *dst, size_t dpitch, const void *src, size_t spitch, size_t width,
                  size_t height, cudaMemcpyKind kind, cudaStream_t stream),
                 (dst, dpitch, src, spitch, width, height, kind, stream))
JARIP_PER_THREAD(cudaMemcpyToArrayAsync, _ptsz,
                 (cudaArray_t dst, size_t wOffset, size_t hOffset, const void *src, size_t count,
                  cudaMemcpyKind kind, cudaStream_t stream),
                 (dst, wOffset, hOffset, src, count, kind, stream))
JARIP_PER_THREAD(cudaMemcpy2DToArrayAsync, _ptsz,
                 (cudaArray_t dst, size_t wOffset, size_t hOffset, const void *src, size_t spitch,
                  size_t width, size_t height, cudaMemcpyKind kind, cudaStream_t stream),
                 (dst, wOffset, hOffset, src, spitch, width, height, kind, stream))
JARIP_PER_THREAD(cudaMemcpyFromArrayAsync, _ptsz,
                 (void *dst, cudaArray_const_t src, size_t wOffset, size_t hOffset, size_t count,
                  cudaMemcpyKind kind, cudaStream_t stream),
                 (dst, src, wOffset, hOffset, count, kind, stream))
JARIP_PER_THREAD(cudaMemcpy2DFromArrayAsync, _ptsz,
                 (void *dst, size_t dpitch, cudaArray_const_t src, size_t wOffset, size_t hOffset,
                  size_t width, size_t height, cudaMemcpyKind kind, cudaStream_t stream),
                 (dst, dpitch, src, wOffset, hOffset, width, height, kind, stream))
JARIP_PER_THREAD(cudaMemcpyBatchAsync, _ptsz,
                 (void **dsts, void **srcs, size_t *sizes, size_t count,
                  cudaMemcpyAttributes *attrs, size_t *attrsIdxs, size_t numAttrs, size_t *failIdx,
                  cudaStream_t stream),
                 (dsts, srcs, sizes, count, attrs, attrsIdxs, numAttrs, failIdx, stream))
JARIP_PER_THREAD(cudaMemcpy3DBatchAsync, _ptsz,
                 (size_t numOps, cudaMemcpy3DBatchOp *opList, size_t *failIdx,
                  unsigned long long flags, cudaStream_t stream),
                 (numOps, opList, failIdx, flags, stream))
JARIP_PER_THREAD(cudaMemcpy3DAsync, _ptsz, (const cudaMemcpy3DParms *p, cudaStream_t stream),
                 (p, stream))
JARIP_PER_THREAD(cudaMemcpy3DPeerAsync, _ptsz,
                 (const cudaMemcpy3DPeerParms *p, cudaStream_t stream), (p, stream))
JARIP_PER_THREAD(cudaMemsetAsync, _ptsz,
                 (void *devPtr, int value, size_t count, cudaStream_t stream),
                 (devPtr, value, count, stream))
JARIP_PER_THREAD(cudaMemset2DAsync, _ptsz,
                 (void *devPtr, size_t pitch, int value, size_t width, size_t height,
                  cudaStream_t stream),
                 (devPtr, pitch, value, width, height, stream))
JARIP_PER_THREAD(cudaMemset3DAsync, _ptsz,
                 (cudaPitchedPtr pitchedDevPtr, int value, cudaExtent extent, cudaStream_t stream),
                 (pitchedDevPtr, value, extent, stream))
JARIP_PER_THREAD(cudaStreamQuery, _ptsz, (cudaStream_t stream), (stream))
JARIP_PER_THREAD(cudaStreamGetFlags, _ptsz, (cudaStream_t hStream, unsigned int *flags),
                 (hStream, flags))
JARIP_PER_THREAD(cudaStreamGetId, _ptsz, (cudaStream_t hStream, unsigned long long *streamId),
                 (hStream, streamId))
JARIP_PER_THREAD(cudaStreamGetDevice, _ptsz, (cudaStream_t hStream, int *device), (hStream, device))
JARIP_PER_THREAD(cudaStreamGetPriority, _ptsz, (cudaStream_t hStream, int *priority),
                 (hStream, priority))
JARIP_PER_THREAD(cudaEventRecord, _ptsz, (cudaEvent_t event, cudaStream_t stream), (event, stream))
JARIP_PER_THREAD(cudaEventRecordWithFlags, _ptsz,
                 (cudaEvent_t event, cudaStream_t stream, unsigned int flags),
                 (event, stream, flags))
JARIP_PER_THREAD(cudaStreamWaitEvent, _ptsz,
                 (cudaStream_t stream, cudaEvent_t event, unsigned int flags),
                 (stream, event, flags))
JARIP_PER_THREAD(cudaStreamAddCallback, _ptsz,
                 (cudaStream_t stream, cudaStreamCallback_t callback, void *userData,
                  unsigned int flags),
                 (stream, callback, userData, flags))
JARIP_PER_THREAD(cudaStreamAttachMemAsync, _ptsz,
                 (cudaStream_t stream, void *devPtr, size_t length, unsigned int flags),
                 (stream, devPtr, length, flags))
JARIP_PER_THREAD(cudaStreamSynchronize, _ptsz, (cudaStream_t stream), (stream))
JARIP_PER_THREAD(cudaLaunchKernel, _ptsz,
                 (const void *func, dim3 gridDim, dim3 blockDim, void **args, size_t sharedMem,
                  cudaStream_t stream),
                 (func, gridDim, blockDim, args, sharedMem, stream))
JARIP_PER_THREAD(cudaLaunchKernelExC, _ptsz,
                 (const cudaLaunchConfig_t *config, const void *func, void **args),
                 (config, func, args))
JARIP_PER_THREAD(cudaLaunchHostFunc, _ptsz, (cudaStream_t stream, cudaHostFn_t fn, void *userData),
                 (stream, fn, userData))
JARIP_PER_THREAD(cudaMemPrefetchAsync, _ptsz,
                 (const void *devPtr, size_t count, int dstDevice, cudaStream_t stream),
                 (devPtr, count, dstDevice, stream))
JARIP_PER_THREAD(cudaMemPrefetchAsync_v2, _ptsz,
                 (const void *devPtr, size_t count, cudaMemLocation location, unsigned int flags,
                  cudaStream_t stream),
                 (devPtr, count, location, flags, stream))
JARIP_PER_THREAD(cudaLaunchCooperativeKernel, _ptsz,
                 (const void *func, dim3 gridDim, dim3 blockDim, void **args, size_t sharedMem,
                  cudaStream_t stream),
                 (func, gridDim, blockDim, args, sharedMem, stream))
JARIP_PER_THREAD(cudaStreamCopyAttributes, _ptsz, (cudaStream_t dst, cudaStream_t src), (dst, src))
JARIP_PER_THREAD(cudaStreamGetAttribute, _ptsz,
                 (cudaStream_t hStream, cudaLaunchAttributeID attr,
                  cudaLaunchAttributeValue *value_out),
                 (hStream, attr, value_out))
JARIP_PER_THREAD(cudaStreamSetAttribute, _ptsz,
                 (cudaStream_t hStream, cudaLaunchAttributeID attr,
                  const cudaLaunchAttributeValue *value),
                 (hStream, attr, value))
JARIP_PER_THREAD(cudaMallocAsync, _ptsz, (void **devPtr, size_t size, cudaStream_t hStream),
                 (devPtr, size, hStream))
JARIP_PER_THREAD(cudaFreeAsync, _ptsz, (void *devPtr, cudaStream_t hStream), (devPtr, hStream))
JARIP_PER_THREAD(cudaMallocFromPoolAsync, _ptsz,
                 (void **ptr, size_t size, cudaMemPool_t memPool, cudaStream_t stream),
                 (ptr, size, memPool, stream))
JARIP_PER_THREAD(cudaGraphUpload, _ptsz, (cudaGraphExec_t graphExec, cudaStream_t stream),
                 (graphExec, stream))
JARIP_PER_THREAD(cudaGraphLaunch, _ptsz, (cudaGraphExec_t graphExec, cudaStream_t stream),
                 (graphExec, stream))
JARIP_PER_THREAD(cudaStreamBeginCapture, _ptsz, (cudaStream_t stream, cudaStreamCaptureMode mode),
                 (stream, mode))
JARIP_PER_THREAD(cudaStreamBeginCaptureToGraph, _ptsz,
                 (cudaStream_t stream, cudaGraph_t graph, const cudaGraphNode_t *dependencies,
                  const cudaGraphEdgeData *dependencyData, size_t numDependencies,
                  cudaStreamCaptureMode mode),
                 (stream, graph, dependencies, dependencyData, numDependencies, mode))
JARIP_PER_THREAD(cudaStreamEndCapture, _ptsz, (cudaStream_t stream, cudaGraph_t *pGraph),
                 (stream, pGraph))
JARIP_PER_THREAD(cudaStreamIsCapturing, _ptsz,
                 (cudaStream_t stream, cudaStreamCaptureStatus *pCaptureStatus),
                 (stream, pCaptureStatus))
JARIP_PER_THREAD(cudaStreamGetCaptureInfo, _ptsz,
                 (cudaStream_t stream, cudaStreamCaptureStatus *captureStatus_out,
                  unsigned long long *id_out, cudaGraph_t *graph_out,
                  const cudaGraphNode_t **dependencies_out, size_t *numDependencies_out),
                 (stream, captureStatus_out, id_out, graph_out, dependencies_out,
                  numDependencies_out))
JARIP_PER_THREAD(cudaStreamGetCaptureInfo_v3, _ptsz,
                 (cudaStream_t stream, cudaStreamCaptureStatus *captureStatus_out,
                  unsigned long long *id_out, cudaGraph_t *graph_out,
                  const cudaGraphNode_t **dependencies_out, const cudaGraphEdgeData **edgeData_out,
                  size_t *numDependencies_out),
                 (stream, captureStatus_out, id_out, graph_out, dependencies_out, edgeData_out,
                  numDependencies_out))
JARIP_PER_THREAD(cudaStreamUpdateCaptureDependencies, _ptsz,
                 (cudaStream_t stream, cudaGraphNode_t *dependencies, size_t numDependencies,
                  unsigned int flags),
                 (stream, dependencies, numDependencies, flags))
JARIP_PER_THREAD(cudaStreamUpdateCaptureDependencies_v2, _ptsz,
                 (cudaStream_t stream, cudaGraphNode_t *dependencies,
                  const cudaGraphEdgeData *dependencyData, size_t numDependencies,
                  unsigned int flags),
                 (stream, dependencies, dependencyData, numDependencies, flags))
