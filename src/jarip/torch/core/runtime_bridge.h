// What the CUDA runtime does for streams, once a program has loaded one (see ../extension).
#pragma once

struct JaripKernelObserver;  // jarip/kernel_observer.h

namespace jarip {

// Codes are cudaError_t: 0 success, 600 not ready.
struct RuntimeBridge {
  void* (*stream_create)(int device, int priority) = nullptr;
  int (*stream_synchronize)(void* stream) = nullptr;
  int (*stream_query)(void* stream) = nullptr;
  int (*device_synchronize)() = nullptr;
  int (*set_device)(int device) = nullptr;
  bool (*is_pinned)(const void* pointer) = nullptr;
  void (*observe_kernels)(const JaripKernelObserver* observer) = nullptr;
};

}  // namespace jarip
