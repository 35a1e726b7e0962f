// libc10_cuda: streams and devices as extensions ask for them, answered by PyTorch's device guard.
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAMiscFunctions.h>
#include <c10/cuda/CUDAStream.h>
#include <c10/cuda/PeerToPeerAccess.h>
#include <cuda_runtime_api.h>

#include <mutex>
#include <ostream>

namespace c10::cuda {
namespace {

const c10::impl::DeviceGuardImplInterface& guard() {
  return *c10::impl::getDeviceGuardImpl(kCUDA);
}

Device resolve(DeviceIndex index) { return index < 0 ? guard().getDevice() : Device(kCUDA, index); }

CUDAStream wrap(const Stream& stream) { return CUDAStream(stream); }

}  // namespace

// ---- CUDAStream.h

cudaStream_t CUDAStream::stream() const {
  return static_cast<cudaStream_t>(guard().getStreamNativeHandle(stream_));
}

bool CUDAStream::query() const { return guard().queryStream(stream_); }
void CUDAStream::synchronize() const { guard().synchronizeStream(stream_); }

CUDAStream getStreamFromExternal(cudaStream_t, DeviceIndex) {
  TORCH_CHECK_NOT_IMPLEMENTED(false, "jarip: getStreamFromExternal is not available to extensions; "
                              "take a stream from getStreamFromPool");
}
CUDAStream getStreamFromPool(const bool high_priority, DeviceIndex device) {
  return wrap(guard().getStreamFromGlobalPool(resolve(device), high_priority));
}
CUDAStream getStreamFromPool(const int priority, DeviceIndex device) {
  return wrap(guard().getNewStream(resolve(device), priority));
}
CUDAStream getDefaultCUDAStream(DeviceIndex device) {
  return wrap(guard().getDefaultStream(resolve(device)));
}
CUDAStream getCurrentCUDAStream(DeviceIndex device) {
  return wrap(guard().getStream(resolve(device)));
}
void setCurrentCUDAStream(CUDAStream stream) { guard().exchangeStream(stream.unwrap()); }

std::ostream& operator<<(std::ostream& out, const CUDAStream& stream) {
  return out << stream.unwrap();
}

// ---- CUDAFunctions.h

DeviceIndex device_count() noexcept { return guard().deviceCount(); }
DeviceIndex device_count_ensure_non_zero() {
  TORCH_CHECK(device_count() > 0, "No CUDA GPUs are available");
  return device_count();
}
DeviceIndex current_device() { return guard().getDevice().index(); }
void set_device(DeviceIndex device, const bool) { guard().setDevice(Device(kCUDA, device)); }
void device_synchronize() { guard().synchronizeDevice(current_device()); }
void warn_or_error_on_sync() {}

cudaError_t GetDeviceCount(int* count) {
  *count = device_count();
  return cudaSuccess;
}
cudaError_t GetDevice(DeviceIndex* device) {
  *device = current_device();
  return cudaSuccess;
}
cudaError_t SetDevice(DeviceIndex device, const bool) {
  guard().setDevice(Device(kCUDA, device));
  return cudaSuccess;
}
cudaError_t MaybeSetDevice(DeviceIndex device) { return SetDevice(device, false); }
DeviceIndex ExchangeDevice(DeviceIndex device) {
  return guard().exchangeDevice(Device(kCUDA, device)).index();
}
DeviceIndex MaybeExchangeDevice(DeviceIndex device) { return ExchangeDevice(device); }
void SetTargetDevice() {}
bool hasPrimaryContext(DeviceIndex) { return true; }
std::optional<DeviceIndex> getDeviceIndexWithPrimaryContext() { return current_device(); }

// ---- CUDAException.h, CUDAMiscFunctions.h, PeerToPeerAccess.h

void c10_cuda_check_implementation(const int32_t code, const char*, const char* function,
                                   const uint32_t, const bool) {
  if (code == cudaSuccess) return;
  auto error = static_cast<cudaError_t>(code);
  (void)cudaGetLastError();  // it is reported now
  throw c10::AcceleratorError({function, __FILE__, __LINE__}, code,
                              std::string("CUDA error: ") + cudaGetErrorString(error) +
                                  get_cuda_error_help(error) + get_cuda_check_suffix());
}
std::string get_cuda_error_help(cudaError_t) noexcept { return ""; }
const char* get_cuda_check_suffix() noexcept { return ""; }
const char* get_cuda_async_error_suffix(cudaError_t) noexcept { return ""; }
std::mutex* getFreeMutex() {
  static std::mutex mutex;
  return &mutex;
}
bool get_p2p_access(DeviceIndex device, DeviceIndex peer) { return device != peer; }

}  // namespace c10::cuda
