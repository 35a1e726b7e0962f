// The CUDA version whose API the face keeps to.
#pragma once

namespace jarip {

inline constexpr long kCudaVersion = 12080;

}  // namespace jarip
