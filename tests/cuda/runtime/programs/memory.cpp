// Memory: allocation and its limits, copies of all kinds, sets, what pointers point to.
#include <numeric>

#include "program.h"

template <typename Value = char>
static Value *device_memory(size_t count) {
  void *pointer = nullptr;
  OK(cudaMalloc(&pointer, count * sizeof(Value)));
  EXPECT(reinterpret_cast<uintptr_t>(pointer) % 256 == 0);
  return static_cast<Value *>(pointer);
}

static std::vector<unsigned char> counting(size_t bytes) {
  std::vector<unsigned char> data(bytes);
  for (size_t i = 0; i < bytes; ++i) data[i] = static_cast<unsigned char>(i * 7 + i / 251);
  return data;
}

static void allocation() {
  size_t before, total, now;
  OK(cudaMemGetInfo(&before, &total));
  EXPECT(total == size_t{256} << 20);
  EXPECT(before == total);
  std::vector<char *> held;
  for (size_t bytes = 1; bytes < size_t{1} << 22; bytes = bytes * 3 / 2 + 1) {
    held.push_back(device_memory(bytes));
    memset(held.back(), 0x5a, bytes);  // the host reaches it: the chip is this processor
  }
  OK(cudaMemGetInfo(&now, &total));
  EXPECT(now < before);
  for (char *pointer : held) OK(cudaFree(pointer));
  OK(cudaMemGetInfo(&now, &total));
  EXPECT(now == before);
  void *none = &none;
  OK(cudaMalloc(&none, 0));
  EXPECT(none == nullptr);
  OK(cudaFree(nullptr));
}

static void exhaustion() {
  void *most, *more;
  OK(cudaMalloc(&most, size_t{200} << 20));
  EXPECT_ERROR(cudaErrorMemoryAllocation, cudaMalloc(&more, size_t{100} << 20));
  EXPECT_ERROR(cudaErrorMemoryAllocation, cudaGetLastError());
  EXPECT_ERROR(cudaErrorMemoryAllocation, cudaMalloc(&more, ~size_t{0}));
  EXPECT_ERROR(cudaErrorMemoryAllocation, cudaMallocManaged(&more, size_t{100} << 20));
  OK(cudaFree(most));
  OK(cudaMalloc(&more, size_t{100} << 20));
  OK(cudaFree(more));
}

static void invalid_use() {
  char *a = device_memory(100);
  char host[200];
  void *pinned;
  OK(cudaMallocHost(&pinned, 64));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaMalloc(nullptr, 4));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaFree(host));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaFree(a + 1));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaFree(pinned));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaFreeHost(a));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaMemcpy(a, host, 101, cudaMemcpyHostToDevice));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaMemcpy(a + 50, host, 51, cudaMemcpyHostToDevice));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaMemcpy(host, host + 100, 9, cudaMemcpyHostToDevice));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaMemcpy(host, host + 100, 9, cudaMemcpyDeviceToHost));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaMemcpy(host, a, 101, cudaMemcpyDefault));
  EXPECT_ERROR(cudaErrorInvalidMemcpyDirection,
               cudaMemcpy(host, a, 9, static_cast<cudaMemcpyKind>(7)));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaMemset(host, 0, 8));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaMemset(a, 0, 101));
  EXPECT_ERROR(cudaErrorInvalidPitchValue,
               cudaMemcpy2D(a, 5, host, 20, 10, 2, cudaMemcpyHostToDevice));
  OK(cudaFree(a));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaFree(a));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaMemcpy(host, a, 9, cudaMemcpyDeviceToHost));
  OK(cudaFreeHost(pinned));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaFreeHost(pinned));
}

static void linear_copies() {
  for (size_t bytes : {size_t{1}, size_t{1000}, size_t{70000}, size_t{5000001}}) {
    const auto in = counting(bytes);
    std::vector<unsigned char> out(bytes);
    char *a = device_memory(bytes), *b = device_memory(bytes);
    OK(cudaMemcpy(a, in.data(), bytes, cudaMemcpyHostToDevice));
    OK(cudaMemcpy(b, a, bytes, cudaMemcpyDeviceToDevice));
    OK(cudaMemcpy(out.data(), b, bytes, cudaMemcpyDeviceToHost));
    EXPECT(in == out);
    OK(cudaMemset(a, 0x81, bytes));
    OK(cudaMemcpyAsync(out.data(), a, bytes, cudaMemcpyDefault, cudaStreamPerThread));
    EXPECT(out == std::vector<unsigned char>(bytes, 0x81));
    std::vector<unsigned char> copy(bytes);
    OK(cudaMemcpy(copy.data(), out.data(), bytes, cudaMemcpyHostToHost));
    EXPECT(copy == out);
    OK(cudaFree(a));
    OK(cudaFree(b));
  }
  OK(cudaMemcpy(nullptr, nullptr, 0, cudaMemcpyHostToDevice));
}

// The caller may change pageable memory as soon as the call returns.
static void pageable_sources_are_read_at_once() {
  cudaStream_t stream;
  OK(cudaStreamCreate(&stream));
  for (int bytes : {100, 300000}) {
    char *device = device_memory(bytes * 50);
    std::vector<char> host(bytes);
    for (int i = 0; i < 50; ++i) {
      std::fill(host.begin(), host.end(), char(i));
      OK(cudaMemcpyAsync(device + i * bytes, host.data(), bytes, cudaMemcpyHostToDevice, stream));
    }
    OK(cudaStreamSynchronize(stream));
    for (int i = 0; i < 50 * bytes; ++i) EXPECT(device[i] == char(i / bytes));
    OK(cudaFree(device));
  }
  OK(cudaStreamDestroy(stream));
}

static void pitched_copies() {
  const size_t width = 300, height = 200, depth = 5;
  const auto in = counting(width * height);
  void *memory;
  size_t pitch;
  OK(cudaMallocPitch(&memory, &pitch, width, height));
  EXPECT(pitch >= width && pitch % 512 == 0);
  OK(cudaMemset2D(memory, pitch, 9, width, height));
  OK(cudaMemcpy2D(memory, pitch, in.data(), width, width, height, cudaMemcpyHostToDevice));
  std::vector<unsigned char> out(width * height);
  OK(cudaMemcpy2DAsync(out.data(), width, memory, pitch, width, height, cudaMemcpyDeviceToHost, 0));
  EXPECT(in == out);
  OK(cudaFree(memory));

  cudaPitchedPtr cube;
  OK(cudaMalloc3D(&cube, cudaExtent{width, height, depth}));
  OK(cudaMemset3D(cube, 3, cudaExtent{width, height, depth}));
  const auto box = counting(100 * 50 * 2);
  cudaMemcpy3DParms p = {};
  p.srcPtr = cudaPitchedPtr{const_cast<unsigned char *>(box.data()), 100, 100, 50};
  p.dstPtr = cube;
  p.dstPos = cudaPos{7, 11, 2};
  p.extent = cudaExtent{100, 50, 2};
  p.kind = cudaMemcpyHostToDevice;
  OK(cudaMemcpy3D(&p));
  std::vector<unsigned char> all(width * height * depth);
  cudaMemcpy3DParms back = {};
  back.srcPtr = cube;
  back.dstPtr = cudaPitchedPtr{all.data(), width, width, height};
  back.extent = cudaExtent{width, height, depth};
  back.kind = cudaMemcpyDeviceToHost;
  OK(cudaMemcpy3DAsync(&back, 0));
  OK(cudaDeviceSynchronize());
  for (size_t i = 0; i < all.size(); ++i) {
    const size_t x = i % width - 7, y = i / width % height - 11, z = i / width / height - 2;
    const bool inside = x < 100 && y < 50 && z < 2;
    EXPECT(all[i] == (inside ? box[(z * 50 + y) * 100 + x] : 3));
  }
  OK(cudaFree(cube.ptr));
}

static void arrays() {
  const cudaChannelFormatDesc format = {32, 32, 0, 0, cudaChannelFormatKindFloat};
  cudaArray_t array;
  OK(cudaMallocArray(&array, &format, 37, 20));
  const auto in = counting(37 * 8 * 20);
  OK(cudaMemcpy2DToArray(array, 0, 0, in.data(), 37 * 8, 37 * 8, 20, cudaMemcpyHostToDevice));
  std::vector<unsigned char> out(in.size());
  OK(cudaMemcpyFromArray(out.data(), array, 0, 0, out.size(), cudaMemcpyDeviceToHost));
  EXPECT(in == out);
  EXPECT_ERROR(cudaErrorInvalidValue, cudaMemcpy2DToArray(array, 8, 0, in.data(), 37 * 8, 37 * 8,
                                                          20, cudaMemcpyHostToDevice));
  cudaExtent extent;
  OK(cudaArrayGetInfo(nullptr, &extent, nullptr, array));
  EXPECT(extent.width == 37 && extent.height == 20 && extent.depth == 0);
  OK(cudaFreeArray(array));
  const cudaChannelFormatDesc three = {8, 8, 8, 0, cudaChannelFormatKindUnsigned};
  EXPECT_ERROR(cudaErrorInvalidChannelDescriptor, cudaMallocArray(&array, &three, 4, 4));
}

static void host_memory() {
  void *pinned;
  OK(cudaHostAlloc(&pinned, 1000, cudaHostAllocMapped));
  void *device;
  OK(cudaHostGetDevicePointer(&device, pinned, 0));
  EXPECT(device == pinned);
  unsigned flags;
  OK(cudaHostGetFlags(&flags, pinned));
  EXPECT(flags == cudaHostAllocMapped);
  cudaPointerAttributes attributes;
  OK(cudaPointerGetAttributes(&attributes, pinned));
  EXPECT(attributes.type == cudaMemoryTypeHost);
  OK(cudaFreeHost(pinned));
  std::vector<char> own(5000);
  OK(cudaHostRegister(own.data(), own.size(), cudaHostRegisterDefault));
  EXPECT_ERROR(cudaErrorHostMemoryAlreadyRegistered, cudaHostRegister(own.data() + 9, 10, 0));
  OK(cudaPointerGetAttributes(&attributes, own.data() + 4999));
  EXPECT(attributes.type == cudaMemoryTypeHost);
  OK(cudaHostUnregister(own.data()));
  EXPECT_ERROR(cudaErrorHostMemoryNotRegistered, cudaHostUnregister(own.data()));
  OK(cudaPointerGetAttributes(&attributes, own.data()));
  EXPECT(attributes.type == cudaMemoryTypeUnregistered && attributes.devicePointer == nullptr);
  void *managed;
  OK(cudaMallocManaged(&managed, 100));
  OK(cudaPointerGetAttributes(&attributes, managed));
  EXPECT(attributes.type == cudaMemoryTypeManaged && attributes.hostPointer == managed);
  OK(cudaMemAdvise(managed, 100, cudaMemAdviseSetPreferredLocation, 0));
  int location;
  OK(cudaMemRangeGetAttribute(&location, 4, cudaMemRangeAttributePreferredLocation, managed, 100));
  EXPECT(location == 0);
  OK(cudaMemPrefetchAsync(managed, 100, cudaCpuDeviceId));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaMemPrefetchAsync(managed, 101, 0));
  OK(cudaFree(managed));
}

static void stream_ordered() {
  cudaStream_t stream;
  OK(cudaStreamCreate(&stream));
  cudaMemPool_t pool;
  OK(cudaDeviceGetDefaultMemPool(&pool, 0));
  for (int round = 0; round < 20; ++round) {
    void *memory;
    OK(cudaMallocAsync(&memory, size_t{150} << 20, stream));  // only one fits
    OK(cudaMemsetAsync(memory, round, 1000, stream));
    OK(cudaFreeAsync(memory, stream));
    EXPECT_ERROR(cudaErrorInvalidValue, cudaFreeAsync(memory, stream));
  }
  OK(cudaStreamSynchronize(stream));
  cudaGetLastError();
  unsigned long long used = 1, high = 0;
  OK(cudaMemPoolGetAttribute(pool, cudaMemPoolAttrUsedMemCurrent, &used));
  OK(cudaMemPoolGetAttribute(pool, cudaMemPoolAttrUsedMemHigh, &high));
  EXPECT(used == 0 && high == 150ull << 20);
  OK(cudaStreamDestroy(stream));
}

int main() {
  allocation();
  exhaustion();
  invalid_use();
  linear_copies();
  pageable_sources_are_read_at_once();
  pitched_copies();
  arrays();
  host_memory();
  stream_ordered();
  puts("ok");
}
