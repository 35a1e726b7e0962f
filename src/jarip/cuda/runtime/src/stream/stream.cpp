#include "stream/stream.h"

#include <pthread.h>

#include "base/lock.h"
#include "stream/scheduler.h"

namespace jarip {

namespace {

constexpr uint32_t kStreamMagic = 0x4a53544d;  // "JSTM"

// Memory of streams is never returned to malloc, so that a stale handle can be told from a valid
// one by its magic number.
Lock lock;
Stream *free_streams;
std::atomic<unsigned long long> next_id{1};

__attribute__((tls_model("initial-exec"))) thread_local bool null_is_per_thread;

struct ThreadStreams {
  Stream *streams[kMostDevices];
};
pthread_key_t thread_key;
pthread_once_t thread_key_made = PTHREAD_ONCE_INIT;

void retire_thread_streams(void *memory) {
  auto *own = static_cast<ThreadStreams *>(memory);
  for (Stream *stream : own->streams) {
    if (stream != nullptr) retire_stream(*stream);
  }
  delete own;
}

ThreadStreams &thread_streams() {
  pthread_once(&thread_key_made, [] { pthread_key_create(&thread_key, retire_thread_streams); });
  auto *own = static_cast<ThreadStreams *>(pthread_getspecific(thread_key));
  if (own == nullptr) {
    own = new ThreadStreams();
    pthread_setspecific(thread_key, own);
  }
  return *own;
}

Stream *allocate_stream() {
  Guard guard(lock);
  Stream *stream = free_streams;
  if (stream == nullptr) return new Stream();
  free_streams = stream->next_free;
  *stream = Stream{};
  return stream;
}

}  // namespace

Stream *create_stream(Device &device, unsigned flags, uint32_t priority) {
  Stream *stream = allocate_stream();
  stream->device = &device;
  stream->id = next_id.fetch_add(1);
  stream->flags = flags;
  stream->priority = priority;
  stream->blocking = (flags & cudaStreamNonBlocking) == 0;
  stream->magic = kStreamMagic;
  adopt_stream(*stream);
  return stream;
}

void recycle_stream(Stream &stream) {
  Guard guard(lock);
  stream.magic = 0;
  stream.next_free = free_streams;
  free_streams = &stream;
}

Stream *per_thread_stream(Device &device) {
  Stream *&stream = thread_streams().streams[device.index];
  if (stream == nullptr) stream = create_stream(device, cudaStreamDefault, 1);
  return stream;
}

PerThreadDefault::PerThreadDefault() { null_is_per_thread = true; }

PerThreadDefault::~PerThreadDefault() { null_is_per_thread = false; }

Stream *resolve_stream(cudaStream_t handle) {
  if (handle == nullptr && !null_is_per_thread) return current_device().legacy_stream;
  if (handle == cudaStreamLegacy) return current_device().legacy_stream;
  if (handle == nullptr || handle == cudaStreamPerThread) {
    return per_thread_stream(current_device());
  }
  auto *stream = reinterpret_cast<Stream *>(handle);
  const bool aligned = reinterpret_cast<uintptr_t>(handle) % alignof(Stream) == 0;
  return aligned && stream->magic == kStreamMagic && !stream->retired ? stream : nullptr;
}

}  // namespace jarip
