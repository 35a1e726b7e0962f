// Tells the device that a CUDA runtime is in the process, so that operators wait for kernels that
// extensions launched. Linked into libc10_cuda; the core exports the one function that it looks for.
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <cuda_runtime_api.h>
#include <dlfcn.h>
#include <jarip/kernel_observer.h>

#include <cstdlib>
#include <string>

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
int stream_query(void* stream) {
  cudaError_t state = cudaStreamQuery(static_cast<cudaStream_t>(stream));
  if (state == cudaErrorNotReady) (void)cudaGetLastError();  // no error of the program's
  return state;
}
int device_synchronize() { return cudaDeviceSynchronize(); }
int set_device(int device) { return cudaSetDevice(device); }
bool is_pinned(const void* pointer) {
  cudaPointerAttributes attributes{};
  bool known = cudaPointerGetAttributes(&attributes, pointer) == cudaSuccess;
  return known && attributes.type == cudaMemoryTypeHost;
}

// The runtime counts its devices at its first call, from one variable; PyTorch's devices may have
// been counted from others (CUDA_VISIBLE_DEVICES, torchrun).
void give_runtime_as_many_devices() {
  const char* name = "JARIP_CUDA_DEVICES";
  const char* set = std::getenv(name);
  std::string before = set ? set : "";
  int wanted = c10::impl::getDeviceGuardImpl(c10::kCUDA)->deviceCount(), got = 0;
  setenv(name, std::to_string(wanted).c_str(), 1);
  cudaGetDeviceCount(&got);
  if (set) setenv(name, before.c_str(), 1);
  else unsetenv(name);
}

__attribute__((constructor)) void connect() {
  using Connect = void (*)(const jarip::RuntimeBridge*);
  auto core = reinterpret_cast<Connect>(dlsym(RTLD_DEFAULT, "jarip_torch_connect_runtime"));
  if (!core) return;
  jarip::RuntimeBridge bridge{stream_create, stream_synchronize, stream_query, device_synchronize,
                              set_device,    is_pinned,          jarip_observe_kernels};
  give_runtime_as_many_devices();
  core(&bridge);
}

}  // namespace
