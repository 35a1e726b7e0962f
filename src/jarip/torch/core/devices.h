// How many devices there are and which one is current on this thread.
#pragma once

#include <cstddef>
#include <vector>

namespace jarip {

inline constexpr int kMaxDevices = 64;

// Set once, before anything else in this folder is used.
void configure_devices(int count, const std::vector<size_t>& memory_bytes);

int device_count() noexcept;
int current_device() noexcept;
void set_current_device(int index);            // raises "invalid device ordinal"
void set_current_device_unchecked(int index) noexcept;
int exchange_device(int index);                // negative: leave as it is
void check_device(int index);                  // raises "invalid device ordinal"

// An index as written in a program: -1 is the current device.
int resolve_device(int index);

}  // namespace jarip
