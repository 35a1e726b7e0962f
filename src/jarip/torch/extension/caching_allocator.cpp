// c10::cuda::CUDACachingAllocator as extensions call it: the device's own memory pool.
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAStream.h>
#include <cuda_runtime_api.h>

namespace c10::cuda::CUDACachingAllocator {
namespace {

DeviceAllocator& pool() { return *static_cast<DeviceAllocator*>(c10::GetAllocator(kCUDA)); }

[[noreturn]] void refuse(const char* what) {
  TORCH_CHECK_NOT_IMPLEMENTED(false, "jarip: CUDACachingAllocator::", what,
                              " is not available to extensions; allocate tensors instead");
}

class PoolAllocator final : public CUDAAllocator {
 public:
  DataPtr allocate(size_t bytes) override { return pool().allocate(bytes); }
  void copy_data(void* to, const void* from, size_t bytes) const override {
    pool().copy_data(to, from, bytes);
  }
  bool initialized() override { return pool().initialized(); }
  void emptyCache(MempoolId_t id) override { pool().emptyCache(id); }
  CachingDeviceAllocator::DeviceStats getDeviceStats(DeviceIndex device) override {
    return pool().getDeviceStats(device);
  }
  void resetAccumulatedStats(DeviceIndex device) override { pool().resetAccumulatedStats(device); }
  void resetPeakStats(DeviceIndex device) override { pool().resetPeakStats(device); }
  std::pair<size_t, size_t> getMemoryInfo(DeviceIndex device) override {
    return pool().getMemoryInfo(device);
  }
  // Memory is not reused before operators and the kernels of its stream are done.
  void recordStream(const DataPtr& data, CUDAStream stream) override {
    pool().recordStream(data, stream.unwrap());
  }

  // Raw memory is the runtime's, so that it may be freed from anywhere.
  void* raw_alloc(size_t bytes) override {
    void* data = nullptr;
    C10_CUDA_CHECK(cudaMalloc(&data, bytes));
    return data;
  }
  void* raw_alloc_with_stream(size_t bytes, cudaStream_t) override { return raw_alloc(bytes); }
  void raw_delete(void* data) override { uncached_delete(data); }

  void init(int) override {}
  void enable(bool) override {}
  bool isEnabled() const override { return true; }
  bool isHistoryEnabled() override { return false; }
  void enablePeerAccess(DeviceIndex, DeviceIndex) override {}
  std::string name() override { return "jarip"; }
  cudaError_t memcpyAsync(void* to, int, const void* from, int, size_t bytes, cudaStream_t stream,
                          bool) override {
    return cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream);
  }

  double getMemoryFraction(DeviceIndex) override { refuse("getMemoryFraction"); }
  void setMemoryFraction(double, DeviceIndex) override { refuse("setMemoryFraction"); }
  std::vector<StreamSegmentSize> getExpandableSegmentSizes(DeviceIndex) override { return {}; }
  void cacheInfo(DeviceIndex, size_t*) override { refuse("cacheInfo"); }
  void* getBaseAllocation(void*, size_t*) override { refuse("getBaseAllocation"); }
  SnapshotInfo snapshot(MempoolId_t, bool) override { refuse("snapshot"); }
  void beginAllocateToPool(DeviceIndex, MempoolId_t, std::function<bool(cudaStream_t)>) override {
    refuse("beginAllocateToPool");
  }
  void endAllocateToPool(DeviceIndex, MempoolId_t) override { refuse("endAllocateToPool"); }
  void releasePool(DeviceIndex, MempoolId_t) override { refuse("releasePool"); }
  ShareableHandle shareIpcHandle(void*) override { refuse("shareIpcHandle"); }
  std::shared_ptr<void> getIpcDevPtr(std::string) override { refuse("getIpcDevPtr"); }
  void recordHistory(bool, CreateContextFn, size_t, RecordContext, bool,
                     const std::vector<std::string>&) override {
    refuse("recordHistory");
  }
  void attachOutOfMemoryObserver(OutOfMemoryObserver) override {
    refuse("attachOutOfMemoryObserver");
  }
  void attachOomRejectionObserver(OomRejectionObserver) override {
    refuse("attachOomRejectionObserver");
  }
  void attachAllocatorTraceTracker(AllocatorTraceTracker) override {
    refuse("attachAllocatorTraceTracker");
  }
  std::shared_ptr<AllocatorState> getCheckpointState(DeviceIndex, MempoolId_t) override {
    refuse("getCheckpointState");
  }
  CheckpointDelta setCheckpointPoolState(DeviceIndex, std::shared_ptr<AllocatorState>) override {
    refuse("setCheckpointPoolState");
  }

 private:
  static void uncached_delete(void* data) { cudaFree(data); }
};

PoolAllocator the_allocator;

}  // namespace

std::atomic<CUDAAllocator*> allocator{&the_allocator};

}  // namespace c10::cuda::CUDACachingAllocator
