// The two ways to give a kernel its parameters (CUDA driver API, cuLaunchKernel).
#pragma once

#include "kernel/launch.h"

namespace jarip {

// `pointers` to them one by one, or `extra`: tagged pointers, ended by null, to a packed buffer and
// to its size.
inline LaunchArguments read_arguments(void **pointers, void **extra) {
  constexpr uintptr_t kPackedBuffer = 1;
  constexpr uintptr_t kPackedBytes = 2;
  LaunchArguments arguments;
  arguments.pointers = pointers;
  for (void **entry = extra; entry != nullptr && *entry != nullptr; entry += 2) {
    const auto tag = reinterpret_cast<uintptr_t>(entry[0]);
    if (tag == kPackedBuffer) arguments.packed = entry[1];
    if (tag == kPackedBytes) arguments.packed_bytes = *static_cast<size_t *>(entry[1]);
  }
  return arguments;
}

}  // namespace jarip
