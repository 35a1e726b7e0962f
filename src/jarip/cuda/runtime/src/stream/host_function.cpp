// cudaLaunchHostFunc and cudaStreamAddCallback. Functions of the program run on a thread of their
// own: they may block, and a seat of the launch pool must not wait for them.
#include <pthread.h>
#include <signal.h>

#include "stream/host_function.h"

#include "base/lock.h"
#include "graph/capture.h"
#include "stream/event.h"
#include "stream/scheduler.h"
#include "stream/stream.h"

namespace jarip {

namespace {

class HostFunction final : public Operation {
 public:
  HostFunction(cudaHostFn_t function, void *data) : function_(function), data_(data) {}
  HostFunction(cudaStreamCallback_t callback, cudaStream_t handle, void *data)
      : callback_(callback), handle_(handle), data_(data) {}

  Start start() override;

  Operation *clone() const override {
    return callback_ != nullptr ? nullptr : new HostFunction(function_, data_);
  }
  void describe(cudaGraphNodeParams *parameters) const override {
    parameters->type = cudaGraphNodeTypeHost;
    parameters->host = {function_, data_};
  }

  void call() {
    if (callback_ != nullptr) {
      callback_(handle_, stream->device->sticky_error(), data_);
    } else if (stream->device->sticky_error() == cudaSuccess) {
      function_(data_);
    }
  }

  HostFunction *next_queued = nullptr;

 private:
  cudaHostFn_t function_ = nullptr;
  cudaStreamCallback_t callback_ = nullptr;
  cudaStream_t handle_ = nullptr;
  void *data_;
};

Lock lock;
HostFunction *first;
HostFunction *last;
Word queued{0};  // counts entries ever queued: the thread sleeps on it
pthread_once_t thread_started = PTHREAD_ONCE_INIT;

HostFunction *take() {
  Guard guard(lock);
  HostFunction *entry = first;
  if (entry != nullptr) first = entry->next_queued;
  return entry;
}

void *thread_main(void *) {
  for (;;) {
    const uint32_t seen = queued.load();
    if (HostFunction *entry = take()) {
      entry->call();
      complete_operation(*entry);
    } else {
      futex_wait(queued, seen);
    }
  }
}

void start_thread() {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  sigset_t all;
  sigset_t previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  pthread_t thread;
  pthread_create(&thread, &attributes, thread_main, nullptr);
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
  pthread_attr_destroy(&attributes);
}

Operation::Start HostFunction::start() {
  {
    Guard guard(lock);
    if (first == nullptr) {
      first = this;
    } else {
      last->next_queued = this;
    }
    last = this;
  }
  queued.fetch_add(1);
  futex_wake(queued, 1);
  return Start::elsewhere;
}

cudaError_t enqueue(Stream *stream, Operation *operation) {
  if (stream == nullptr) {
    operation->drop();
    return cudaErrorInvalidResourceHandle;
  }
  const cudaError_t conflict = check_capture(*stream, false);
  if (conflict != cudaSuccess) {
    operation->drop();
    return conflict;
  }
  submit(*operation, *stream);
  return cudaSuccess;
}

}  // namespace

Operation *make_host_function(cudaHostFn_t function, void *data) {
  pthread_once(&thread_started, start_thread);
  return new HostFunction(function, data);
}

}  // namespace jarip

extern "C" cudaError_t cudaLaunchHostFunc(cudaStream_t handle, cudaHostFn_t function, void *data) {
  JARIP_ENTER();
  if (function == nullptr) return jarip::record(cudaErrorInvalidValue);
  return jarip::record(
      jarip::enqueue(jarip::resolve_stream(handle), jarip::make_host_function(function, data)));
}

extern "C" cudaError_t cudaStreamAddCallback(cudaStream_t handle, cudaStreamCallback_t callback,
                                             void *data, unsigned int flags) {
  JARIP_ENTER();
  if (callback == nullptr || flags != 0) return jarip::record(cudaErrorInvalidValue);
  jarip::Stream *stream = jarip::resolve_stream(handle);
  if (stream != nullptr && jarip::is_capturing(*stream)) {
    return jarip::record(jarip::invalidate_capture(*stream));
  }
  pthread_once(&jarip::thread_started, jarip::start_thread);
  return jarip::record(jarip::enqueue(stream, new jarip::HostFunction(callback, handle, data)));
}
