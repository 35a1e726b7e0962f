// The clock of events and profiles: monotonic nanoseconds.
#pragma once

#include <chrono>
#include <cstdint>

namespace jarip {

inline int64_t monotonic_nanoseconds() {
  using namespace std::chrono;
  return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace jarip
