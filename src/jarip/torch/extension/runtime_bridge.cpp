// Tells the device that a CUDA runtime is in the process, so that operators wait for kernels that
// extensions launched. Linked into libc10_cuda; the core exports the one function that it looks for.
#include <cuda_runtime_api.h>
#include <dlfcn.h>

#include "../core/runtime_bridge.h"

namespace {

void* stream_create(int device, int priority) {
  int before = 0;
  cudaStream_t stream = nullptr;
  cudaGetDevice(&before);
  cudaSetDevice(device);
  cudaStreamCreateWithPriority(&stream, cudaStreamNonBlocking, priority);
  cudaSetDevice(before);
  return stream;
}
int stream_synchronize(void* stream) {
  return cudaStreamSynchronize(static_cast<cudaStream_t>(stream));
}
int stream_query(void* stream) { return cudaStreamQuery(static_cast<cudaStream_t>(stream)); }
int device_synchronize() { return cudaDeviceSynchronize(); }
int set_device(int device) { return cudaSetDevice(device); }

__attribute__((constructor)) void connect() {
  using Connect = void (*)(const jarip::RuntimeBridge*);
  auto core = reinterpret_cast<Connect>(dlsym(RTLD_DEFAULT, "jarip_torch_connect_runtime"));
  if (!core) return;
  jarip::RuntimeBridge bridge{stream_create, stream_synchronize, stream_query, device_synchronize,
                              set_device};
  core(&bridge);
}

}  // namespace
