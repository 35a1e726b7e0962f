#include "stream/scheduler.h"

#include "base/array.h"
#include "base/clock.h"
#include "base/lock.h"
#include "device/device.h"
#include "graph/capture.h"
#include "pool/pool.h"
#include "stream/stream.h"

namespace jarip {

namespace {

constexpr uint64_t kSpinNs = 20000;  // a sleeping waiter costs the completing thread a system call

Lock lock;

}  // namespace

// Holds what touches the private parts of an operation; all but wait() runs under the lock.
class Scheduler {
 public:
  static void link(Operation *before, Operation &after) {
    if (before == nullptr || before == &after || before->complete()) return;
    Edge *edge = after.own_edge_used_ ? new Edge : &after.own_edge_;
    after.own_edge_used_ = true;
    *edge = Edge{&after, before->dependents_};
    before->dependents_ = edge;
    ++after.blockers_;
  }

  // What a stream's new operation follows: the stream's last one and, by the rules of the legacy
  // default stream (CUDA programming guide, "Implicit Synchronization"), that of others.
  static void link_order(Operation &operation, Stream &stream) {
    link(stream.tail, operation);
    if (!stream.blocking) return;
    Stream &legacy = *stream.device->legacy_stream;
    if (&stream != &legacy) {
      link(legacy.tail, operation);
      return;
    }
    for (Stream *other : stream.device->streams.value) {
      if (other->blocking && other != &legacy) link(other->tail, operation);
    }
  }

  static void start(Operation *ready) {
    while (ready != nullptr) {
      Operation &operation = *ready;
      ready = operation.next_ready_;
      if (operation.start() == Operation::Start::complete) ready = finish(operation, ready);
    }
  }

  // Returns `ready` with the operations that may start now added to it.
  static Operation *finish(Operation &operation, Operation *ready) {
    Stream &stream = *operation.stream;
    if (stream.tail == &operation) {
      stream.tail = nullptr;
      if (stream.retired) dispose(stream);
    }
    Edge *edge = operation.dependents_;
    operation.dependents_ = nullptr;
    while (edge != nullptr) {
      Edge *next = edge->next;
      Operation &dependent = *edge->to;
      if (edge != &dependent.own_edge_) delete edge;
      if (--dependent.blockers_ == 0) {
        dependent.next_ready_ = ready;
        ready = &dependent;
      }
      edge = next;
    }
    if (operation.state_.exchange(Operation::kComplete) == Operation::kAwaited) {
      futex_wake_all(operation.state_);
    }
    operation.drop();
    return ready;
  }

  static void wait(Operation &operation) {
    uint64_t deadline = 0;
    while (!operation.complete()) {
      if (help_with_jobs(operation.stream)) {
        deadline = 0;
        continue;
      }
      const uint64_t now = now_ns();
      if (deadline == 0) deadline = now + kSpinNs;
      if (now < deadline) {
        spin_pause();
      } else {
        sleep(operation);
      }
    }
  }

  static void dispose(Stream &stream) {
    stream.device->streams.value.remove(&stream);
    recycle_stream(stream);
  }

  static bool blocked(const Operation &operation) { return operation.blockers_ > 0; }

 private:
  static void sleep(Operation &operation) {
    uint32_t expected = Operation::kPending;
    operation.state_.compare_exchange_strong(expected, Operation::kAwaited);
    if (expected != Operation::kComplete) futex_wait(operation.state_, Operation::kAwaited);
  }
};

void submit(Operation &operation, Stream &stream, Operation *after) {
  operation.stream = &stream;
  if (stream.capture != nullptr) {
    capture_operation(operation, stream);
    return;
  }
  Guard guard(lock);
  Scheduler::link_order(operation, stream);
  Scheduler::link(after, operation);
  stream.tail = &operation;
  if (!Scheduler::blocked(operation)) Scheduler::start(&operation);
}

void submit_group(const Array<Operation *> &operations, const Array<OperationEdge> &edges,
                  Stream &stream, Operation *after) {
  for (Operation *operation : operations) operation->stream = &stream;
  Guard guard(lock);
  Operation &first = *operations[0];
  Scheduler::link_order(first, stream);
  Scheduler::link(after, first);
  for (const OperationEdge &edge : edges) Scheduler::link(edge.before, *edge.after);
  stream.tail = operations[operations.size() - 1];
  if (!Scheduler::blocked(first)) Scheduler::start(&first);
}

void complete_operation(Operation &operation) {
  Guard guard(lock);
  Scheduler::start(Scheduler::finish(operation, nullptr));
}

Operation *pending_tail(Stream &stream) {
  Guard guard(lock);
  if (stream.tail != nullptr) stream.tail->keep();
  return stream.tail;
}

bool stream_complete(Stream &stream) {
  Guard guard(lock);
  return stream.tail == nullptr;
}

void adopt_stream(Stream &stream) {
  Guard guard(lock);
  stream.device->streams.value.push(&stream);
}

void retire_stream(Stream &stream) {
  Guard guard(lock);
  stream.retired = true;
  if (stream.tail == nullptr) Scheduler::dispose(stream);
}

bool stream_idle(Stream &stream) {
  Guard guard(lock);
  if (stream.tail != nullptr) return false;
  if (!stream.blocking) return true;
  Device &device = *stream.device;
  if (device.legacy_stream->tail != nullptr) return false;
  if (&stream != device.legacy_stream) return true;
  for (Stream *other : device.streams.value) {
    if (other->blocking && other->tail != nullptr) return false;
  }
  return true;
}

void wait_operation(Operation &operation) { Scheduler::wait(operation); }

void wait_stream(Stream &stream) {
  Operation *tail = pending_tail(stream);
  if (tail == nullptr) return;
  Scheduler::wait(*tail);
  tail->drop();
}

void wait_device(Device &device) {
  Array<Operation *> tails;
  {
    Guard guard(lock);
    for (Stream *stream : device.streams.value) {
      if (stream->tail == nullptr) continue;
      stream->tail->keep();
      tails.push(stream->tail);
    }
  }
  for (Operation *tail : tails) {
    Scheduler::wait(*tail);
    tail->drop();
  }
}

}  // namespace jarip
