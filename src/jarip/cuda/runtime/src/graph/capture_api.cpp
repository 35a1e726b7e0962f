// Beginning and ending a capture, and asking about it.
#include "graph/capture.h"
#include "graph/capture_state.h"

namespace jarip {

namespace {

thread_local cudaStreamCaptureMode thread_mode = cudaStreamCaptureModeGlobal;

bool is_mode(cudaStreamCaptureMode mode) {
  return mode == cudaStreamCaptureModeGlobal || mode == cudaStreamCaptureModeThreadLocal ||
         mode == cudaStreamCaptureModeRelaxed;
}

cudaError_t begin(cudaStream_t handle, Graph *graph, cudaStreamCaptureMode mode) {
  Stream *stream = resolve_stream(handle);
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  if (!is_mode(mode)) return cudaErrorInvalidValue;
  if (stream == stream->device->legacy_stream) return cudaErrorStreamCaptureUnsupported;
  if (is_capturing(*stream)) return cudaErrorIllegalState;
  const bool own = graph == nullptr;
  begin_capture(*stream, own ? *create_graph() : *graph, own, mode);
  return cudaSuccess;
}

// Every node that nothing follows must be what the origin would go on behind: otherwise a stream
// that took part has not been joined again.
bool joined(const Capture &capture) {
  const Array<GraphNode *> &tail = capture.origin->capture->tail;
  for (const GraphNode *node : capture.graph->nodes) {
    if (!node->after.empty()) continue;
    bool found = false;
    for (const GraphNode *each : tail) found |= each == node;
    if (!found) return false;
  }
  return true;
}

cudaError_t end(cudaStream_t handle, cudaGraph_t *result) {
  Stream *stream = resolve_stream(handle);
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  if (!is_capturing(*stream)) return cudaErrorIllegalState;
  Capture &capture = *stream->capture->capture;
  if (capture.origin != stream) return cudaErrorStreamCaptureUnmatched;
  cudaError_t error = cudaSuccess;
  if (capture.invalid) {
    error = cudaErrorStreamCaptureInvalidated;
  } else if (capture.owns_graph && !joined(capture)) {
    error = cudaErrorStreamCaptureUnjoined;
  }
  Graph &graph = *capture.graph;
  const bool discard = error != cudaSuccess && capture.owns_graph;
  end_capture(capture);
  if (discard) destroy_graph(graph);
  if (result != nullptr) {
    *result = error == cudaSuccess ? reinterpret_cast<cudaGraph_t>(&graph) : nullptr;
  }
  return error;
}

cudaStreamCaptureStatus status_of(const Stream &stream) {
  if (!is_capturing(stream)) return cudaStreamCaptureStatusNone;
  return stream.capture->capture->invalid ? cudaStreamCaptureStatusInvalidated
                                          : cudaStreamCaptureStatusActive;
}

cudaError_t information(cudaStream_t handle, cudaStreamCaptureStatus *status,
                        unsigned long long *id, cudaGraph_t *graph, const cudaGraphNode_t **tail,
                        size_t *count) {
  Stream *stream = resolve_stream(handle);
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  if (status == nullptr) return cudaErrorInvalidValue;
  *status = status_of(*stream);
  if (*status != cudaStreamCaptureStatusActive) return cudaSuccess;
  StreamCapture &part = *stream->capture;
  if (id != nullptr) *id = part.capture->id;
  if (graph != nullptr) *graph = reinterpret_cast<cudaGraph_t>(part.capture->graph);
  if (tail != nullptr) *tail = reinterpret_cast<const cudaGraphNode_t *>(part.tail.data());
  if (count != nullptr) *count = part.tail.size();
  return cudaSuccess;
}

cudaError_t update_tail(cudaStream_t handle, const cudaGraphNode_t *nodes, size_t count,
                        unsigned flags) {
  Stream *stream = resolve_stream(handle);
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  if (status_of(*stream) != cudaStreamCaptureStatusActive) return cudaErrorIllegalState;
  if (nodes == nullptr && count > 0) return cudaErrorInvalidValue;
  StreamCapture &part = *stream->capture;
  for (size_t index = 0; index < count; ++index) {
    const GraphNode *node = resolve_node(nodes[index]);
    if (node == nullptr || node->graph != part.capture->graph) return cudaErrorInvalidValue;
  }
  if (flags == cudaStreamSetCaptureDependencies) part.tail.clear();
  for (size_t index = 0; index < count; ++index) part.tail.push(resolve_node(nodes[index]));
  return cudaSuccess;
}

}  // namespace

}  // namespace jarip

using jarip::record;

extern "C" cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode mode) {
  JARIP_ENTER();
  return record(jarip::begin(stream, nullptr, mode));
}

extern "C" cudaError_t cudaStreamBeginCaptureToGraph(cudaStream_t stream, cudaGraph_t graph_handle,
                                                     const cudaGraphNode_t *before,
                                                     const cudaGraphEdgeData *, size_t count,
                                                     cudaStreamCaptureMode mode) {
  JARIP_ENTER();
  jarip::Graph *graph = jarip::resolve_graph(graph_handle);
  if (graph == nullptr) return record(cudaErrorInvalidValue);
  const cudaError_t error = jarip::begin(stream, graph, mode);
  if (error != cudaSuccess) return record(error);
  return record(jarip::update_tail(stream, before, count, cudaStreamSetCaptureDependencies));
}

extern "C" cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t *graph) {
  JARIP_ENTER();
  return record(jarip::end(stream, graph));
}

extern "C" cudaError_t cudaStreamIsCapturing(cudaStream_t stream, cudaStreamCaptureStatus *status) {
  JARIP_ENTER();
  return record(jarip::information(stream, status, nullptr, nullptr, nullptr, nullptr));
}

extern "C" cudaError_t cudaStreamGetCaptureInfo(cudaStream_t stream,
                                                cudaStreamCaptureStatus *status,
                                                unsigned long long *id, cudaGraph_t *graph,
                                                const cudaGraphNode_t **nodes, size_t *count) {
  JARIP_ENTER();
  return record(jarip::information(stream, status, id, graph, nodes, count));
}

extern "C" cudaError_t cudaStreamGetCaptureInfo_v3(cudaStream_t stream,
                                                   cudaStreamCaptureStatus *status,
                                                   unsigned long long *id, cudaGraph_t *graph,
                                                   const cudaGraphNode_t **nodes,
                                                   const cudaGraphEdgeData **data, size_t *count) {
  JARIP_ENTER();
  if (data != nullptr) *data = nullptr;
  return record(jarip::information(stream, status, id, graph, nodes, count));
}

extern "C" cudaError_t cudaStreamUpdateCaptureDependencies(cudaStream_t stream,
                                                           cudaGraphNode_t *nodes, size_t count,
                                                           unsigned int flags) {
  JARIP_ENTER();
  return record(jarip::update_tail(stream, nodes, count, flags));
}

extern "C" cudaError_t cudaStreamUpdateCaptureDependencies_v2(cudaStream_t stream,
                                                              cudaGraphNode_t *nodes,
                                                              const cudaGraphEdgeData *,
                                                              size_t count, unsigned int flags) {
  JARIP_ENTER();
  return record(jarip::update_tail(stream, nodes, count, flags));
}

extern "C" cudaError_t cudaThreadExchangeStreamCaptureMode(cudaStreamCaptureMode *mode) {
  JARIP_ENTER();
  if (mode == nullptr || !jarip::is_mode(*mode)) return record(cudaErrorInvalidValue);
  const cudaStreamCaptureMode old = jarip::thread_mode;
  jarip::thread_mode = *mode;
  *mode = old;
  return cudaSuccess;
}
