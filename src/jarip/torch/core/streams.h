// Streams and events. Operators of the host twin are complete when they return, so what is on a
// stream is only what the CUDA runtime was asked to launch: custom kernels.
#pragma once

#include <c10/core/Stream.h>

#include <cstdint>

namespace jarip {

// What the CUDA runtime does for streams, once a program loads one. Null until then.
struct RuntimeBridge {
  void* (*stream_create)(int device, int priority) = nullptr;
  int (*stream_synchronize)(void* stream) = nullptr;
  int (*stream_query)(void* stream) = nullptr;  // 0: complete
  int (*stream_wait)(void* waiting, void* on) = nullptr;
  int (*device_synchronize)() = nullptr;
  int (*set_device)(int device) = nullptr;
  const uint32_t* pending = nullptr;  // launches that have not ended, of all streams
};
void connect_runtime(const RuntimeBridge& bridge);

c10::Stream current_stream(int device);
c10::Stream default_stream(int device);
c10::Stream new_stream(int device, int priority);
c10::Stream external_stream(void* handle, int device);
c10::Stream exchange_stream(c10::Stream stream);  // returns the previous one of its device

void* native_handle(const c10::Stream& stream);
int stream_priority(const c10::Stream& stream);
bool is_complete(const c10::Stream& stream);
void synchronize(const c10::Stream& stream);
void synchronize_device(int device);

// Called before an operator touches memory: work of the runtime on this thread's stream comes first.
void wait_for_launches_slowly(int device);
bool has_launches() noexcept;
inline void wait_for_launches(int device) {
  if (has_launches()) [[unlikely]] wait_for_launches_slowly(device);
}

struct Event;
void record_event(Event*& event, const c10::Stream& stream, bool timing);
void wait_event(Event* event, const c10::Stream& stream);
bool is_complete(const Event* event);
void synchronize(const Event* event);
double elapsed_milliseconds(const Event* from, const Event* to);
void destroy(Event* event) noexcept;

}  // namespace jarip
