// What the CUDA runtime does for streams, once a program has loaded one (see ../extension).
#pragma once

namespace jarip {

// Codes are cudaError_t: 0 success, 600 not ready.
struct RuntimeBridge {
  void* (*stream_create)(int device, int priority) = nullptr;
  int (*stream_synchronize)(void* stream) = nullptr;
  int (*stream_query)(void* stream) = nullptr;
  int (*device_synchronize)() = nullptr;
  int (*set_device)(int device) = nullptr;
};

}  // namespace jarip
