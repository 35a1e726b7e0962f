// libtorch_cuda: what extensions ask about devices beyond streams.
#include <ATen/cuda/CUDAContext.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAFunctions.h>

#include <deque>
#include <mutex>

namespace at::cuda {
namespace {

[[noreturn]] void refuse(const char* library) {
  TORCH_CHECK_NOT_IMPLEMENTED(false, "jarip: ", library, " is not available to extensions; call ",
                              "the operators of the tensor (at::mm, at::conv2d, ...) instead");
}

}  // namespace

cudaDeviceProp* getDeviceProperties(c10::DeviceIndex device) {
  static std::mutex mutex;
  static std::deque<cudaDeviceProp> known;
  int index = device < 0 ? c10::cuda::current_device() : device;
  TORCH_CHECK(index < c10::cuda::device_count(), "device=", index, ", num_gpus=",
              static_cast<int>(c10::cuda::device_count()));
  std::lock_guard<std::mutex> hold(mutex);
  while (known.size() <= static_cast<size_t>(index)) {
    known.emplace_back();
    C10_CUDA_CHECK(cudaGetDeviceProperties(&known.back(), static_cast<int>(known.size()) - 1));
  }
  return &known[index];
}
cudaDeviceProp* getCurrentDeviceProperties() {
  return getDeviceProperties(c10::cuda::current_device());
}
int warp_size() { return getCurrentDeviceProperties()->warpSize; }
bool canDeviceAccessPeer(c10::DeviceIndex device, c10::DeviceIndex peer) { return device != peer; }
c10::Allocator* getCUDADeviceAllocator() {
  return at::detail::getCUDAHooks().getCUDADeviceAllocator();
}

cublasHandle_t getCurrentCUDABlasHandle(bool) { refuse("cuBLAS"); }
cublasLtHandle_t getCurrentCUDABlasLtHandle() { refuse("cuBLASLt"); }
cusparseHandle_t getCurrentCUDASparseHandle() { refuse("cuSPARSE"); }
cusolverDnHandle_t getCurrentCUDASolverDnHandle() { refuse("cuSOLVER"); }

}  // namespace at::cuda
