// Streams, events and capture.
#include "driver/call.h"
#include "stream/stream.h"

using jarip::in_context;
using jarip::same;

extern "C" CUresult cuStreamCreate(CUstream *stream, unsigned int flags) {
  return in_context([&] { return cudaStreamCreateWithFlags(stream, flags); });
}

extern "C" CUresult cuStreamCreateWithPriority(CUstream *stream, unsigned int flags, int priority) {
  return in_context([&] { return cudaStreamCreateWithPriority(stream, flags, priority); });
}

extern "C" CUresult cuStreamDestroy(CUstream stream) {
  return in_context([&] { return cudaStreamDestroy(stream); });
}
JARIP_VERSION(cuStreamDestroy, v2)

extern "C" CUresult cuStreamGetPriority(CUstream stream, int *priority) {
  return in_context([&] { return cudaStreamGetPriority(stream, priority); });
}

extern "C" CUresult cuStreamGetFlags(CUstream stream, unsigned int *flags) {
  return in_context([&] { return cudaStreamGetFlags(stream, flags); });
}

extern "C" CUresult cuStreamGetId(CUstream stream, unsigned long long *id) {
  return in_context([&] { return cudaStreamGetId(stream, id); });
}

extern "C" CUresult cuStreamGetDevice(CUstream stream, CUdevice *device) {
  return in_context([&] { return cudaStreamGetDevice(stream, device); });
}

extern "C" CUresult cuStreamGetCtx(CUstream handle, CUcontext *context) {
  return in_context([&] {
    const jarip::Stream *stream = jarip::resolve_stream(handle);
    if (stream == nullptr) return CUDA_ERROR_INVALID_HANDLE;
    if (context == nullptr) return CUDA_ERROR_INVALID_VALUE;
    CUctx_st *current = jarip::current_context();
    const bool own = current->device == stream->device;
    *context = own ? current : &jarip::primary_context(*stream->device);
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuStreamWaitEvent(CUstream stream, CUevent event, unsigned int flags) {
  return in_context([&] { return cudaStreamWaitEvent(stream, event, flags); });
}

extern "C" CUresult cuStreamAddCallback(CUstream stream, CUstreamCallback callback, void *data,
                                        unsigned int flags) {
  return in_context([&] {
    return cudaStreamAddCallback(stream, reinterpret_cast<cudaStreamCallback_t>(callback), data,
                                 flags);
  });
}

extern "C" CUresult cuStreamQuery(CUstream stream) {
  return in_context([&] { return cudaStreamQuery(stream); });
}

extern "C" CUresult cuStreamSynchronize(CUstream stream) {
  return in_context([&] { return cudaStreamSynchronize(stream); });
}

extern "C" CUresult cuStreamAttachMemAsync(CUstream stream, CUdeviceptr pointer, size_t bytes,
                                           unsigned int flags) {
  return in_context([&] {
    return cudaStreamAttachMemAsync(stream, jarip::at(pointer), bytes, flags);
  });
}

extern "C" CUresult cuStreamCopyAttributes(CUstream to, CUstream from) {
  return in_context([&] { return cudaStreamCopyAttributes(to, from); });
}

extern "C" CUresult cuStreamGetAttribute(CUstream stream, CUstreamAttrID attribute,
                                         CUstreamAttrValue *value) {
  return in_context([&] {
    return cudaStreamGetAttribute(stream, same<cudaLaunchAttributeID>(attribute),
                                  same<cudaLaunchAttributeValue *>(value));
  });
}

extern "C" CUresult cuStreamSetAttribute(CUstream stream, CUstreamAttrID attribute,
                                         const CUstreamAttrValue *value) {
  return in_context([&] {
    return cudaStreamSetAttribute(stream, same<cudaLaunchAttributeID>(attribute),
                                  same<const cudaLaunchAttributeValue *>(value));
  });
}

extern "C" CUresult cuStreamBeginCapture(CUstream stream, CUstreamCaptureMode mode) {
  return in_context([&] {
    return cudaStreamBeginCapture(stream, same<cudaStreamCaptureMode>(mode));
  });
}

extern "C" CUresult cuStreamBeginCaptureToGraph(CUstream stream, CUgraph graph,
                                                const CUgraphNode *dependencies,
                                                const CUgraphEdgeData *edges, size_t count,
                                                CUstreamCaptureMode mode) {
  return in_context([&] {
    return cudaStreamBeginCaptureToGraph(stream, graph, dependencies,
                                         same<const cudaGraphEdgeData *>(edges), count,
                                         same<cudaStreamCaptureMode>(mode));
  });
}

extern "C" CUresult cuThreadExchangeStreamCaptureMode(CUstreamCaptureMode *mode) {
  return in_context([&] {
    return cudaThreadExchangeStreamCaptureMode(same<cudaStreamCaptureMode *>(mode));
  });
}

extern "C" CUresult cuStreamEndCapture(CUstream stream, CUgraph *graph) {
  return in_context([&] { return cudaStreamEndCapture(stream, graph); });
}

extern "C" CUresult cuStreamIsCapturing(CUstream stream, CUstreamCaptureStatus *status) {
  return in_context([&] {
    return cudaStreamIsCapturing(stream, same<cudaStreamCaptureStatus *>(status));
  });
}

extern "C" CUresult cuStreamGetCaptureInfo(CUstream stream, CUstreamCaptureStatus *status,
                                           cuuint64_t *id, CUgraph *graph,
                                           const CUgraphNode **dependencies, size_t *count) {
  return in_context([&] {
    return cudaStreamGetCaptureInfo(stream, same<cudaStreamCaptureStatus *>(status),
                                    same<unsigned long long *>(id), graph, dependencies, count);
  });
}

extern "C" CUresult cuStreamUpdateCaptureDependencies(CUstream stream, CUgraphNode *dependencies,
                                                      size_t count, unsigned int flags) {
  return in_context([&] {
    return cudaStreamUpdateCaptureDependencies(stream, dependencies, count, flags);
  });
}

extern "C" CUresult cuEventCreate(CUevent *event, unsigned int flags) {
  return in_context([&] { return cudaEventCreateWithFlags(event, flags); });
}

extern "C" CUresult cuEventRecord(CUevent event, CUstream stream) {
  return in_context([&] { return cudaEventRecord(event, stream); });
}

extern "C" CUresult cuEventRecordWithFlags(CUevent event, CUstream stream, unsigned int flags) {
  return in_context([&] { return cudaEventRecordWithFlags(event, stream, flags); });
}

extern "C" CUresult cuEventQuery(CUevent event) {
  return in_context([&] { return cudaEventQuery(event); });
}

extern "C" CUresult cuEventSynchronize(CUevent event) {
  return in_context([&] { return cudaEventSynchronize(event); });
}

extern "C" CUresult cuEventDestroy(CUevent event) {
  return in_context([&] { return cudaEventDestroy(event); });
}
JARIP_VERSION(cuEventDestroy, v2)

extern "C" CUresult cuEventElapsedTime(float *milliseconds, CUevent start, CUevent end) {
  return in_context([&] { return cudaEventElapsedTime(milliseconds, start, end); });
}
JARIP_VERSION(cuEventElapsedTime, v2)

extern "C" CUresult cuCtxRecordEvent(CUcontext context, CUevent event) {
  return in_context([&] {
    if (jarip::resolve_context(context) == nullptr) return cudaErrorDeviceUninitialized;
    return cudaEventRecord(event, cudaStreamLegacy);
  });
}

extern "C" CUresult cuCtxWaitEvent(CUcontext context, CUevent event) {
  return in_context([&] {
    if (jarip::resolve_context(context) == nullptr) return cudaErrorDeviceUninitialized;
    return cudaStreamWaitEvent(cudaStreamLegacy, event, 0);
  });
}
