// Streams: cudaStream_t points to one of these.
#pragma once

#include "api.h"
#include "device/device.h"
#include "stream/operation.h"

namespace jarip {

struct StreamCapture;

struct Stream {
  uint32_t magic;  // kStreamMagic while the handle is valid
  uint32_t priority;
  Device *device;
  unsigned long long id;
  Operation *tail;  // last operation not complete; under the scheduler's lock
  unsigned flags;
  bool blocking;           // takes part in implicit synchronisation with the legacy default stream
  bool retired;            // destroyed by the program, operations left; under the scheduler's lock
  StreamCapture *capture;  // while what is submitted goes into a graph; only its users touch it
  Stream *next_free;
};

// While one of these lives, a null stream handle means the calling thread's own default stream: for
// programs compiled with --default-stream per-thread.
class PerThreadDefault {
 public:
  PerThreadDefault();
  ~PerThreadDefault();
  PerThreadDefault(const PerThreadDefault &) = delete;
  PerThreadDefault &operator=(const PerThreadDefault &) = delete;
};

// A stream of `device`. Priorities are pool priorities, 0 served first.
Stream *create_stream(Device &device, unsigned flags, uint32_t priority);

// Returns a stream's memory for reuse; the handle is invalid from now on.
void recycle_stream(Stream &stream);

// The stream a handle names; nullptr for a handle that is not valid
// (cudaErrorInvalidResourceHandle).
Stream *resolve_stream(cudaStream_t handle);

// The calling thread's own default stream on `device`.
Stream *per_thread_stream(Device &device);

}  // namespace jarip
