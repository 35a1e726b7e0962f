#include "stream/shared_event.h"

#include <sys/mman.h>
#include <time.h>

#include "memory/shared_memory.h"
#include "stream/polled_operation.h"
#include "stream/scheduler.h"

namespace jarip {

// Records are numbered by all processes together. It stays mapped: operations may still use it.
struct SharedEvent {
  std::atomic<uint64_t> recorded;
  std::atomic<uint64_t> completed;  // the largest number of a record that is complete
};

namespace {

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

}  // namespace

SharedEvent *map_shared_event(int descriptor) {
  if (shared_memory_bytes(descriptor) < kSharedEventBytes) return nullptr;
  void *memory =
      mmap(nullptr, kSharedEventBytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  return memory != MAP_FAILED ? static_cast<SharedEvent *>(memory) : nullptr;
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
