#include "graph/capture.h"

#include "base/immortal.h"
#include "base/lock.h"
#include "graph/capture_state.h"
#include "graph/memory_nodes.h"

namespace jarip {

namespace {

// Captures under way; few, so they are searched one by one.
Lock lock;
Immortal<Array<Capture *>> captures;
std::atomic<uint32_t> active{0};
unsigned long long next_id = 1;

cudaError_t fail(Capture &capture, cudaError_t error) {
  capture.invalid = true;
  return error;
}

// A capturing stream of the device that the legacy default stream would wait for.
Capture *capture_of_blocking_stream(const Device &device) {
  Guard guard(lock);
  for (Capture *capture : captures.value) {
    for (const Stream *stream : capture->streams) {
      if (stream->device == &device && stream->blocking) return capture;
    }
  }
  return nullptr;
}

void add_once(Array<GraphNode *> *nodes, GraphNode *node) {
  for (const GraphNode *each : *nodes) {
    if (each == node) return;
  }
  nodes->push(node);
}

}  // namespace

Capture &begin_capture(Stream &origin, Graph &graph, bool owns_graph, cudaStreamCaptureMode mode) {
  auto *capture = new Capture{0, &graph, &origin, owns_graph, false, mode, {}};
  Guard guard(lock);
  capture->id = next_id++;
  captures.value.push(capture);
  active.fetch_add(1);
  join_capture(*capture, origin);
  return *capture;
}

void join_capture(Capture &capture, Stream &stream) {
  stream.capture = new StreamCapture{&capture, {}};
  capture.streams.push(&stream);
}

void end_capture(Capture &capture) {
  Guard guard(lock);
  for (Stream *stream : capture.streams) {
    delete stream->capture;
    stream->capture = nullptr;
  }
  captures.value.remove(&capture);
  active.fetch_sub(1);
  delete &capture;
}

Capture *find_capture(unsigned long long id) {
  Guard guard(lock);
  for (Capture *capture : captures.value) {
    if (capture->id == id) return capture;
  }
  return nullptr;
}

GraphNode &append_captured(StreamCapture &part) {
  Array<cudaGraphNode_t> before;
  for (GraphNode *node : part.tail) before.push(reinterpret_cast<cudaGraphNode_t>(node));
  GraphNode *node = nullptr;
  add_node(part.capture->graph, before.data(), before.size(), &node);
  part.tail.clear();
  part.tail.push(node);
  return *node;
}

bool is_capturing(const Stream &stream) { return stream.capture != nullptr; }

cudaError_t check_capture(const Stream &stream, bool waits) {
  if (active.load(std::memory_order_acquire) == 0) return cudaSuccess;
  if (stream.capture != nullptr) {
    Capture &capture = *stream.capture->capture;
    if (capture.invalid) return cudaErrorStreamCaptureInvalidated;
    return waits ? fail(capture, cudaErrorStreamCaptureUnsupported) : cudaSuccess;
  }
  if (&stream != stream.device->legacy_stream) return cudaSuccess;
  Capture *capture = capture_of_blocking_stream(*stream.device);
  return capture == nullptr ? cudaSuccess : fail(*capture, cudaErrorStreamCaptureImplicit);
}

cudaError_t check_capture_of_device() {
  if (active.load(std::memory_order_acquire) == 0) return cudaSuccess;
  Guard guard(lock);
  for (Capture *capture : captures.value) {
    const bool concerns_us = capture->mode != cudaStreamCaptureModeRelaxed;
    if (concerns_us && capture->origin->device == &current_device()) {
      return fail(*capture, cudaErrorStreamCaptureUnsupported);
    }
  }
  return cudaSuccess;
}

cudaError_t invalidate_capture(const Stream &stream) {
  return fail(*stream.capture->capture, cudaErrorStreamCaptureUnsupported);
}

cudaError_t isolate_capture(const Stream &stream) {
  return fail(*stream.capture->capture, cudaErrorStreamCaptureIsolation);
}

void capture_operation(Operation &operation, Stream &stream) {
  set_pattern(append_captured(*stream.capture), &operation);
}

void capture_event_record(CapturedPoint *point, const Stream &stream) {
  point->capture = stream.capture->capture->id;
  for (GraphNode *node : stream.capture->tail) point->nodes.push(node);
}

cudaError_t capture_event_wait(const CapturedPoint &point, Stream &stream) {
  Capture *capture = find_capture(point.capture);
  if (capture == nullptr) return cudaErrorCapturedEvent;
  if (capture->invalid) return cudaErrorStreamCaptureInvalidated;
  if (stream.capture == nullptr) {
    if (&stream == stream.device->legacy_stream) {
      return fail(*capture, cudaErrorStreamCaptureImplicit);
    }
    Guard guard(lock);
    join_capture(*capture, stream);
  } else if (stream.capture->capture != capture) {
    fail(*stream.capture->capture, cudaErrorStreamCaptureMerge);
    return fail(*capture, cudaErrorStreamCaptureMerge);
  }
  for (GraphNode *node : point.nodes) add_once(&stream.capture->tail, node);
  return cudaSuccess;
}

cudaError_t capture_allocation(void **pointer, size_t bytes, Stream &stream) {
  StreamCapture &part = *stream.capture;
  const int device = stream.device->index;
  const cudaError_t error = allocate_graph_memory(*part.capture->graph, bytes, device, pointer);
  if (error != cudaSuccess) return error;
  cudaMemAllocNodeParamsV2 parameters = {};
  parameters.poolProps.allocType = cudaMemAllocationTypePinned;
  parameters.poolProps.location = {cudaMemLocationTypeDevice, device};
  parameters.bytesize = bytes;
  parameters.dptr = *pointer;
  set_allocation(append_captured(part), parameters);
  return cudaSuccess;
}

void capture_freeing(void *pointer, Stream &stream) {
  set_freeing(append_captured(*stream.capture), pointer);
}

}  // namespace jarip
