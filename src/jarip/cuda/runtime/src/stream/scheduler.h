// The order of operations: streams, the legacy default stream, events. One lock guards the graph;
// its holders only link and unlink, so it is held for tens of nanoseconds.
#pragma once

#include "base/array.h"
#include "stream/operation.h"

namespace jarip {

struct Device;
struct Stream;

// Appends `operation` to `stream` behind all that CUDA's rules put before it, and behind `after`
// when given. Takes over the caller's reference.
void submit(Operation &operation, Stream &stream, Operation *after = nullptr);

struct OperationEdge {
  Operation *before;
  Operation *after;
};

// Appends a group to `stream`: its first operation is ordered as by submit() and behind `after`
// when given, all others come behind it by the edges, and what follows in the stream comes behind
// the last. Takes over the caller's references to the operations.
void submit_group(const Array<Operation *> &operations, const Array<OperationEdge> &edges,
                  Stream &stream, Operation *after);

// To be called once for an operation whose start() returned Start::elsewhere.
void complete_operation(Operation &operation);

// The last operation of `stream` that is not complete, with a reference for the caller, or nullptr.
Operation *pending_tail(Stream &stream);

// Whether everything submitted to the stream is complete.
bool stream_complete(Stream &stream);

// Whether an operation submitted to the stream now would start at once.
bool stream_idle(Stream &stream);

// Makes a new stream known to its device, so that the legacy default stream waits for it.
void adopt_stream(Stream &stream);

// Gives the stream back as soon as its operations are complete; it takes no more of them.
void retire_stream(Stream &stream);

// Wait until all that was submitted before is complete, executing parts meanwhile.
void wait_operation(Operation &operation);
void wait_stream(Stream &stream);
void wait_device(Device &device);

}  // namespace jarip
