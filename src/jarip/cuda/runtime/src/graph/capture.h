// Stream capture: a stream that captures adds what is submitted to it to a graph.
#pragma once

#include "api.h"
#include "base/array.h"

namespace jarip {

struct GraphNode;
struct Stream;
class Operation;

// What an event recorded in a capturing stream stands for.
struct CapturedPoint {
  unsigned long long capture = 0;  // the capture's number
  Array<GraphNode *> nodes;
};

bool is_capturing(const Stream &stream);

// Whether an operation may be submitted, or with `waits` whether the stream may be waited for:
// cudaErrorStreamCaptureImplicit for the legacy default stream while a stream that it would have to
// wait for captures; cudaErrorStreamCaptureUnsupported for a call that waits on a capturing stream;
// cudaErrorStreamCaptureInvalidated for a capture that has failed. The first two make the capture
// fail.
cudaError_t check_capture(const Stream &stream, bool waits);

// As check_capture for a call that waits for the whole current device.
cudaError_t check_capture_of_device();

// Make the stream's capture fail and return cudaErrorStreamCaptureUnsupported or ...Isolation.
cudaError_t invalidate_capture(const Stream &stream);
cudaError_t isolate_capture(const Stream &stream);

// Adds `operation`, of which the graph takes over the caller's reference.
void capture_operation(Operation &operation, Stream &stream);

// cudaEventRecord in a capturing stream, and cudaStreamWaitEvent for an event recorded so, which
// makes the waiting stream capture as well.
void capture_event_record(CapturedPoint *point, const Stream &stream);
cudaError_t capture_event_wait(const CapturedPoint &point, Stream &stream);

// cudaMallocAsync and cudaFreeAsync in a capturing stream.
cudaError_t capture_allocation(void **pointer, size_t bytes, Stream &stream);
void capture_freeing(void *pointer, Stream &stream);

}  // namespace jarip
