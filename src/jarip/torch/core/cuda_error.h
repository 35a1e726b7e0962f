// Errors with the code and name that the CUDA runtime would have given (public API documentation).
#pragma once

#include <c10/util/Exception.h>

#include <string>

namespace jarip {

inline constexpr int kInvalidDevice = 101;
inline constexpr int kStreamCaptureUnsupported = 900;
inline constexpr int kInvalidResourceHandle = 400;

// Raises torch.AcceleratorError "CUDA error: <what>\n<help>".
[[noreturn]] inline void raise_cuda_error(int code, const std::string& what,
                                          const std::string& help) {
  throw c10::AcceleratorError({__func__, __FILE__, __LINE__}, code,
                              "CUDA error: " + what + "\n" + help + "\n");
}

}  // namespace jarip
