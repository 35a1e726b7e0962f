// Nanoseconds of the monotonic clock: event times, timeouts and globaltimer.
#pragma once

#include <stdint.h>
#include <time.h>

namespace jarip {

inline uint64_t now_ns() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000000000u + static_cast<uint64_t>(now.tv_nsec);
}

}  // namespace jarip
