// cudaIpc*EventHandle: events that another process opens by its creator's descriptor.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "memory/shared_memory.h"
#include "stream/event.h"
#include "stream/scheduler.h"
#include "stream/shared_event.h"

namespace jarip {

namespace {

constexpr uint32_t kMagic = 0x4a495645;  // "JIVE"

// What another process needs to find one; a handle of 64 bytes holds it.
struct SharedEventPlace {
  uint32_t magic;
  int32_t process;
  int32_t descriptor;  // of that process
};

// Makes an event one that other processes can open. Waits for its last record first.
cudaError_t share_event(Event &event, SharedEventPlace *place) {
  if ((event.flags & cudaEventInterprocess) == 0) return cudaErrorInvalidResourceHandle;
  if (event.shared == nullptr) {
    if (EventRecord *last = last_record(event)) {
      wait_operation(*last);
      last->drop();
    }
    event.shared_descriptor = create_shared_memory("jarip-event", kSharedEventBytes);
    event.shared = map_shared_event(event.shared_descriptor);
    if (event.shared == nullptr) return cudaErrorOperatingSystem;
  }
  if (event.shared_descriptor < 0) return cudaErrorInvalidResourceHandle;  // another process's
  *place = {kMagic, getpid(), event.shared_descriptor};
  return cudaSuccess;
}

// Makes a fresh event the one of another process. cudaErrorMapBufferObjectFailed when that is gone.
cudaError_t join_event(Event &event, const SharedEventPlace &place) {
  if (place.magic != kMagic) return cudaErrorInvalidValue;
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", place.process, place.descriptor);
  const int descriptor = open(path, O_RDWR | O_CLOEXEC);
  event.shared = descriptor >= 0 ? map_shared_event(descriptor) : nullptr;
  if (descriptor >= 0) close(descriptor);
  event.shared_descriptor = -1;
  return event.shared != nullptr ? cudaSuccess : cudaErrorMapBufferObjectFailed;
}

}  // namespace

}  // namespace jarip

using jarip::record;

extern "C" cudaError_t cudaIpcGetEventHandle(cudaIpcEventHandle_t *handle,
                                             cudaEvent_t event_handle) {
  JARIP_ENTER();
  jarip::Event *event = jarip::resolve_event(event_handle);
  if (event == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (handle == nullptr) return record(cudaErrorInvalidValue);
  jarip::SharedEventPlace place;
  const cudaError_t error = jarip::share_event(*event, &place);
  if (error != cudaSuccess) return record(error);
  memset(handle, 0, sizeof *handle);
  memcpy(handle, &place, sizeof place);
  return cudaSuccess;
}

extern "C" cudaError_t cudaIpcOpenEventHandle(cudaEvent_t *event_handle,
                                              cudaIpcEventHandle_t handle) {
  JARIP_ENTER();
  if (event_handle == nullptr) return record(cudaErrorInvalidValue);
  jarip::SharedEventPlace place;
  memcpy(&place, &handle, sizeof place);
  cudaEvent_t fresh = nullptr;
  const cudaError_t created =
      cudaEventCreateWithFlags(&fresh, cudaEventInterprocess | cudaEventDisableTiming);
  if (created != cudaSuccess) return created;
  const cudaError_t error = jarip::join_event(*jarip::resolve_event(fresh), place);
  if (error == cudaSuccess) {
    *event_handle = fresh;
  } else {
    cudaEventDestroy(fresh);
  }
  return record(error);
}
