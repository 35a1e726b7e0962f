// Streams and events. Operators of the host twin are complete when they return, so what is on a
// stream is only what the CUDA runtime was asked to launch, custom kernels, and what keep_busy asks
// for.
#pragma once

#include <c10/core/Stream.h>

#include <atomic>
#include <cstdint>

struct JaripKernelObserver;

namespace jarip {

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

// `torch.cuda._sleep`: this stream has work for so long after what it has already.
void keep_busy(const c10::Stream& stream, int64_t nanoseconds);

// Called before an operator touches memory: what is on this thread's stream comes first.
extern std::atomic<bool> streams_have_work;  // or had some: stays on
void wait_for_launches_slowly(int device);
inline void wait_for_launches(int device) {
  if (streams_have_work.load(std::memory_order_relaxed)) [[unlikely]]
    wait_for_launches_slowly(device);
}

// The runtime's current device follows the face's.
void tell_runtime_device(int device) noexcept;

// Whether the runtime knows this as pinned host memory (cudaHostAlloc, cudaHostRegister).
bool runtime_has_pinned(const void* pointer);

// Has the runtime tell of kernels that extensions launch; null: no longer.
void observe_kernels(const JaripKernelObserver* observer);

struct Event;
void record_event(Event*& event, const c10::Stream& stream, bool timing);
void wait_event(Event* event, const c10::Stream& stream);
bool is_complete(const Event* event);
void synchronize(const Event* event);
double elapsed_milliseconds(const Event* from, const Event* to);
void destroy(Event* event) noexcept;

}  // namespace jarip
