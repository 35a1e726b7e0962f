#include "stream/polled_operation.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "base/lock.h"
#include "stream/scheduler.h"
#include "stream/stream.h"

namespace jarip {

namespace {

constexpr int kSpins = 200;
constexpr long kPauseNs = 20'000;

Lock lock;
PolledOperation *waiting;
Word queued{0};
pthread_once_t thread_started = PTHREAD_ONCE_INIT;

// Takes those that are done off the list. Returns whether some still wait.
bool look_at_all(PolledOperation **finished) {
  Guard guard(lock);
  for (PolledOperation **place = &waiting; *place != nullptr;) {
    PolledOperation *operation = *place;
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
    PolledOperation *finished = nullptr;
    const bool some_wait = look_at_all(&finished);
    turn = finished != nullptr ? 0 : turn + 1;
    while (finished != nullptr) {
      PolledOperation *operation = finished;
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

}  // namespace

Operation::Start PolledOperation::start() {
  if (advance()) return Start::complete;
  pthread_once(&thread_started, start_thread);
  {
    Guard guard(lock);
    next_waiting = waiting;
    waiting = this;
  }
  queued.fetch_add(1);
  futex_wake(queued, 1);
  return Start::elsewhere;
}

}  // namespace jarip
