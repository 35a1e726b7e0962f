// Streams that `torch.cuda._sleep` keeps busy.
#pragma once

#include <c10/core/Stream.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "clock.h"

namespace jarip {

// Until when streams were asked to be busy. Few ever are.
class BusyStreams {
 public:
  void extend(const c10::Stream& stream, int64_t nanoseconds) {
    std::lock_guard<std::mutex> hold(mutex_);
    int64_t& until = until_[key(stream)];
    until = std::max(until, monotonic_nanoseconds()) + nanoseconds;
  }
  void extend_until(const c10::Stream& stream, int64_t time) {
    std::lock_guard<std::mutex> hold(mutex_);
    int64_t& until = until_[key(stream)];
    until = std::max(until, time);
  }
  int64_t until(const c10::Stream& stream) {
    std::lock_guard<std::mutex> hold(mutex_);
    auto found = until_.find(key(stream));
    return found == until_.end() ? 0 : found->second;
  }
  int64_t until(int device) {
    std::lock_guard<std::mutex> hold(mutex_);
    int64_t latest = 0;
    for (const auto& [stream, time] : until_)
      if (stream.first == device) latest = std::max(latest, time);
    return latest;
  }

 private:
  using Key = std::pair<int, c10::StreamId>;
  static Key key(const c10::Stream& stream) { return {stream.device_index(), stream.id()}; }

  std::mutex mutex_;
  std::map<Key, int64_t> until_;
};

inline BusyStreams& busy() {
  static auto* streams = new BusyStreams;
  return *streams;
}

inline void sleep_until(int64_t time) {
  int64_t rest = time - monotonic_nanoseconds();
  if (rest > 0) std::this_thread::sleep_for(std::chrono::nanoseconds(rest));
}

}  // namespace jarip
