#include "stream/memory_operation.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include <type_traits>

#include "base/lock.h"
#include "memory/checked_range.h"
#include "stream/scheduler.h"
#include "stream/stream.h"

namespace jarip {

namespace {

constexpr int kSpins = 200;
constexpr long kPauseNs = 20'000;

Lock lock;
MemoryOperations *waiting;
Word queued{0};
pthread_once_t thread_started = PTHREAD_ONCE_INIT;

bool is_wide(const MemoryOperation &operation) {
  return operation.operation == CU_STREAM_MEM_OP_WAIT_VALUE_64 ||
         operation.operation == CU_STREAM_MEM_OP_WRITE_VALUE_64;
}

bool is_wait(const MemoryOperation &operation) {
  return operation.operation == CU_STREAM_MEM_OP_WAIT_VALUE_32 ||
         operation.operation == CU_STREAM_MEM_OP_WAIT_VALUE_64;
}

bool is_write(const MemoryOperation &operation) {
  return operation.operation == CU_STREAM_MEM_OP_WRITE_VALUE_32 ||
         operation.operation == CU_STREAM_MEM_OP_WRITE_VALUE_64;
}

template <typename Value>
bool holds(CUdeviceptr address, Value value, unsigned flags) {
  const Value now = __atomic_load_n(reinterpret_cast<const Value *>(address), __ATOMIC_ACQUIRE);
  switch (flags & ~unsigned{CU_STREAM_WAIT_VALUE_FLUSH}) {
    case CU_STREAM_WAIT_VALUE_GEQ:
      // Cyclic: the sign of the difference.
      return static_cast<std::make_signed_t<Value>>(now - value) >= 0;
    case CU_STREAM_WAIT_VALUE_EQ:
      return now == value;
    case CU_STREAM_WAIT_VALUE_AND:
      return (now & value) != 0;
    default:  // CU_STREAM_WAIT_VALUE_NOR
      return ~(now | value) != 0;
  }
}

template <typename Value>
void write(CUdeviceptr address, Value value) {
  __atomic_store_n(reinterpret_cast<Value *>(address), value, __ATOMIC_SEQ_CST);
}

bool perform(const MemoryOperation &operation) {
  const auto &wait = operation.waitValue;
  const auto &store = operation.writeValue;
  switch (operation.operation) {
    case CU_STREAM_MEM_OP_WAIT_VALUE_32:
      return holds<cuuint32_t>(wait.address, wait.value, wait.flags);
    case CU_STREAM_MEM_OP_WAIT_VALUE_64:
      return holds<cuuint64_t>(wait.address, wait.value64, wait.flags);
    case CU_STREAM_MEM_OP_WRITE_VALUE_32:
      write<cuuint32_t>(store.address, store.value);
      return true;
    case CU_STREAM_MEM_OP_WRITE_VALUE_64:
      write<cuuint64_t>(store.address, store.value64);
      return true;
    default:  // barriers and flushes: memory is coherent, and operations are in order
      __atomic_thread_fence(__ATOMIC_SEQ_CST);
      return true;
  }
}

// Takes those that are done off the list. Returns whether some still wait.
bool look_at_all(MemoryOperations **finished) {
  Guard guard(lock);
  for (MemoryOperations **place = &waiting; *place != nullptr;) {
    MemoryOperations *operation = *place;
    const bool failed = operation->stream->device->sticky_error() != cudaSuccess;
    if (failed || operation->advance()) {
      *place = operation->next_waiting;
      operation->next_waiting = *finished;
      *finished = operation;
    } else {
      place = &operation->next_waiting;
    }
  }
  return waiting != nullptr;
}

void pause_briefly() {
  const timespec pause{0, kPauseNs};
  nanosleep(&pause, nullptr);
}

void *thread_main(void *) {
  for (int turn = 0;;) {
    const uint32_t seen = queued.load();
    MemoryOperations *finished = nullptr;
    const bool some_wait = look_at_all(&finished);
    turn = finished != nullptr ? 0 : turn + 1;
    while (finished != nullptr) {
      MemoryOperations *operation = finished;
      finished = operation->next_waiting;
      complete_operation(*operation);
    }
    if (!some_wait) {
      futex_wait(queued, seen);
    } else if (turn < kSpins) {
      spin_pause();
    } else {
      pause_briefly();
    }
  }
}

void start_thread() {
  sigset_t all;
  sigset_t previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  pthread_t thread;
  if (pthread_create(&thread, nullptr, thread_main, nullptr) == 0) pthread_detach(thread);
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
}

bool valid(const MemoryOperation &operation) {
  if (operation.operation == CU_STREAM_MEM_OP_BARRIER ||
      operation.operation == CU_STREAM_MEM_OP_FLUSH_REMOTE_WRITES) {
    return true;
  }
  if (!is_wait(operation) && !is_write(operation)) return false;
  const CUdeviceptr address = operation.writeValue.address;  // both kinds have it there
  const size_t bytes = is_wide(operation) ? sizeof(cuuint64_t) : sizeof(cuuint32_t);
  const unsigned known = is_wait(operation)
                             ? unsigned{CU_STREAM_WAIT_VALUE_NOR} | CU_STREAM_WAIT_VALUE_FLUSH
                             : unsigned{CU_STREAM_WRITE_VALUE_NO_MEMORY_BARRIER};
  const Range range = check_range(reinterpret_cast<const void *>(address), bytes);
  return address % bytes == 0 && range.acceptable(true) &&
         (operation.writeValue.flags & ~known) == 0;
}

}  // namespace

Operation::Start MemoryOperations::start() {
  if (advance()) return Start::complete;
  {
    Guard guard(lock);
    next_waiting = waiting;
    waiting = this;
  }
  queued.fetch_add(1);
  futex_wake(queued, 1);
  return Start::elsewhere;
}

bool MemoryOperations::advance() {
  while (done_ < list_.size() && perform(list_[done_])) ++done_;
  return done_ == list_.size();
}

void MemoryOperations::describe(cudaGraphNodeParams *parameters) const {
  parameters->type = kMemoryOperationsNode;
}

cudaError_t make_memory_operations(const MemoryOperation *operations, unsigned count,
                                   MemoryOperations **made) {
  constexpr unsigned kMost = 256;
  if (operations == nullptr || count == 0 || count > kMost) return cudaErrorInvalidValue;
  for (unsigned index = 0; index < count; ++index) {
    if (!valid(operations[index])) return cudaErrorInvalidValue;
  }
  pthread_once(&thread_started, start_thread);
  *made = new MemoryOperations(operations, count);
  return cudaSuccess;
}

}  // namespace jarip
