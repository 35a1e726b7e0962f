// Row sizes of pitched memory.
#pragma once

#include <stddef.h>

namespace jarip {

// A multiple of 512 bytes, as CUDA devices use (cudaDeviceProp::texturePitchAlignment is smaller).
inline size_t pitch_for(size_t width) {
  constexpr size_t kUnit = 512;
  return width == 0 ? kUnit : (width + kUnit - 1) / kUnit * kUnit;
}

}  // namespace jarip
