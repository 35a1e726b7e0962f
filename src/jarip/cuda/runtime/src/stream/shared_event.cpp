#include "stream/shared_event.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "memory/shared_memory.h"
#include "stream/event.h"
#include "stream/polled_operation.h"
#include "stream/scheduler.h"

namespace jarip {

// Records are numbered by all processes together. It stays mapped: operations may still use it.
struct SharedEvent {
  std::atomic<uint64_t> recorded;
  std::atomic<uint64_t> completed;  // the largest number of a record that is complete
};

namespace {

constexpr uint32_t kMagic = 0x4a495645;  // "JIVE"
constexpr size_t kBytes = 4096;
constexpr long kPauseNs = 20'000;

class Mark final : public Operation {
 public:
  Mark(SharedEvent &event, uint64_t number) : event_(event), number_(number) {}

  Start start() override {
    uint64_t now = event_.completed.load();
    while (now < number_ && !event_.completed.compare_exchange_weak(now, number_)) {
    }
    return Start::complete;
  }

 private:
  SharedEvent &event_;
  uint64_t number_;
};

class Await final : public PolledOperation {
 public:
  Await(SharedEvent &event, uint64_t number) : event_(event), number_(number) {}
  bool advance() override { return event_.completed.load() >= number_; }

 private:
  SharedEvent &event_;
  uint64_t number_;
};

SharedEvent *map(int descriptor) {
  void *memory = shared_memory_bytes(descriptor) >= kBytes
                     ? mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
                     : MAP_FAILED;
  return memory != MAP_FAILED ? static_cast<SharedEvent *>(memory) : nullptr;
}

}  // namespace

cudaError_t share_event(Event &event, SharedEventPlace *place) {
  if ((event.flags & cudaEventInterprocess) == 0) return cudaErrorInvalidResourceHandle;
  if (event.shared == nullptr) {
    if (EventRecord *last = last_record(event)) {
      wait_operation(*last);
      last->drop();
    }
    event.shared_descriptor = create_shared_memory("jarip-event", kBytes);
    event.shared = map(event.shared_descriptor);
    if (event.shared == nullptr) return cudaErrorOperatingSystem;
  }
  if (event.shared_descriptor < 0) return cudaErrorInvalidResourceHandle;  // another process's
  *place = {kMagic, getpid(), event.shared_descriptor};
  return cudaSuccess;
}

cudaError_t join_event(Event &event, const SharedEventPlace &place) {
  if (place.magic != kMagic) return cudaErrorInvalidValue;
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", place.process, place.descriptor);
  const int descriptor = open(path, O_RDWR | O_CLOEXEC);
  event.shared = descriptor >= 0 ? map(descriptor) : nullptr;
  if (descriptor >= 0) close(descriptor);
  event.shared_descriptor = -1;
  return event.shared != nullptr ? cudaSuccess : cudaErrorMapBufferObjectFailed;
}

void record_shared(SharedEvent &event, Stream &stream) {
  const uint64_t number = event.recorded.fetch_add(1) + 1;
  submit(*new Mark(event, number), stream);
}

void await_shared(SharedEvent &event, Stream &stream) {
  submit(*new Await(event, event.recorded.load()), stream);
}

void await_shared(const SharedEvent &event) {
  const uint64_t number = event.recorded.load();
  while (event.completed.load() < number) {
    const timespec pause{0, kPauseNs};
    nanosleep(&pause, nullptr);
  }
}

bool shared_complete(const SharedEvent &event) {
  return event.completed.load() >= event.recorded.load();
}

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
