// One piece of work in a stream: a launch, a copy, an event to record. Operations form a graph
// whose edges say what must be complete before what; the scheduler walks it.
#pragma once

#include "api.h"
#include "base/futex.h"
#include "pool/job.h"

namespace jarip {

struct Stream;
class Operation;

// `to` may not start before the operation that holds the edge is complete.
struct Edge {
  Operation *to;
  Edge *next;
};

class Operation : public Job {
 public:
  virtual ~Operation() = default;

  enum class Start {
    complete,   // nothing more to do
    published,  // given to the launch pool; complete when the pool has finished it
    elsewhere,  // some other thread will call complete_operation
  };

  // Called once, under the scheduler's lock, when everything before it is complete. Must be brief.
  virtual Start start() = 0;

  // A new operation that does the same, for a graph that keeps this one as a pattern; nullptr for
  // what cannot be part of a graph.
  virtual Operation *clone() const { return nullptr; }

  // Which node of a graph this is the pattern of, and with what parameters.
  virtual void describe(cudaGraphNodeParams *parameters) const;

  void run_parts(Seat &seat, uint64_t begin, uint64_t end) override;
  void finish() override;
  void release() override { drop(); }

  void keep() { references_.fetch_add(1, std::memory_order_relaxed); }
  void drop();

  bool complete() const { return state_.load(std::memory_order_acquire) == kComplete; }

  Stream *stream = nullptr;

 protected:
  // Divides into `count` parts for the pool; nothing is executed on a device in error. To be called
  // in start(), which returns the result.
  Start publish(uint64_t count);
  void publish_always(uint64_t count);

 private:
  friend class Scheduler;

  static constexpr uint32_t kPending = 0;
  static constexpr uint32_t kComplete = 1;
  static constexpr uint32_t kAwaited = 2;  // pending, and a thread sleeps on state_

  Word state_{kPending};
  std::atomic<uint32_t> references_{1};  // the scheduler's own until complete

  // Under the scheduler's lock:
  uint32_t blockers_ = 0;
  Edge *dependents_ = nullptr;
  Edge own_edge_{};  // the first edge to this operation needs no allocation
  bool own_edge_used_ = false;
  Operation *next_ready_ = nullptr;
};

// A place in the order, where nothing is done.
class Marker final : public Operation {
 public:
  Start start() override { return Start::complete; }
  Operation *clone() const override { return new Marker(); }
};

}  // namespace jarip
