// Devices: how many, which, what they are, their limits, access between them.
#include <thread>

#include "program.h"

int main() {
  int count, device = -1;
  OK(cudaGetDeviceCount(&count));
  EXPECT(count == 3);
  OK(cudaSetDevice(2));
  OK(cudaGetDevice(&device));
  EXPECT(device == 2);
  std::thread([] {
    int own;
    OK(cudaGetDevice(&own));
    EXPECT(own == 0);
  }).join();
  EXPECT_ERROR(cudaErrorInvalidDevice, cudaSetDevice(3));
  EXPECT_ERROR(cudaErrorInvalidDevice, cudaSetDevice(-1));

  cudaDeviceProp p;
  OK(cudaGetDeviceProperties(&p, 1));
  EXPECT(p.name[0] != '\0' && p.major == 8 && p.minor == 0 && p.warpSize == 32);
  EXPECT(p.multiProcessorCount == 4 && p.maxThreadsPerBlock == 1024);
  EXPECT(p.totalGlobalMem == size_t{64} << 20 && p.sharedMemPerBlock == 48 << 10);
  int value;
  OK(cudaDeviceGetAttribute(&value, cudaDevAttrMultiProcessorCount, 0));
  EXPECT(value == 4);
  EXPECT_ERROR(cudaErrorInvalidValue,
               cudaDeviceGetAttribute(&value, static_cast<cudaDeviceAttr>(9999), 0));
  char address[32];
  OK(cudaDeviceGetPCIBusId(address, sizeof address, 2));
  OK(cudaDeviceGetByPCIBusId(&device, address));
  EXPECT(device == 2);
  EXPECT_ERROR(cudaErrorInvalidDevice, cudaDeviceGetByPCIBusId(&device, "0000:77:00.0"));

  size_t limit;
  OK(cudaDeviceSetLimit(cudaLimitMallocHeapSize, 32 << 20));
  OK(cudaDeviceGetLimit(&limit, cudaLimitMallocHeapSize));
  EXPECT(limit == 32 << 20);
  EXPECT_ERROR(cudaErrorUnsupportedLimit, cudaDeviceGetLimit(&limit, static_cast<cudaLimit>(99)));

  OK(cudaDeviceCanAccessPeer(&value, 0, 1));
  EXPECT(value == 1);
  OK(cudaSetDevice(0));
  OK(cudaDeviceEnablePeerAccess(1, 0));
  EXPECT_ERROR(cudaErrorPeerAccessAlreadyEnabled, cudaDeviceEnablePeerAccess(1, 0));
  EXPECT_ERROR(cudaErrorInvalidDevice, cudaDeviceEnablePeerAccess(0, 0));
  OK(cudaDeviceDisablePeerAccess(1));
  EXPECT_ERROR(cudaErrorPeerAccessNotEnabled, cudaDeviceDisablePeerAccess(1));

  void *a, *b;
  size_t free_bytes, total;
  OK(cudaMalloc(&a, 50 << 20));
  OK(cudaSetDevice(1));
  OK(cudaMalloc(&b, 50 << 20));  // has memory of its own
  OK(cudaMemset(b, 6, 100));
  OK(cudaMemcpyPeer(a, 0, b, 1, 100));
  EXPECT(static_cast<char *>(a)[99] == 6);
  cudaPointerAttributes attributes;
  OK(cudaPointerGetAttributes(&attributes, a));
  EXPECT(attributes.device == 0);
  OK(cudaDeviceReset());
  OK(cudaMemGetInfo(&free_bytes, &total));
  EXPECT(free_bytes == total);
  OK(cudaSetDevice(0));
  OK(cudaMemGetInfo(&free_bytes, &total));
  EXPECT(free_bytes == total - (50 << 20));
  OK(cudaFree(a));
  EXPECT(strcmp(cudaGetErrorName(cudaErrorIllegalAddress), "cudaErrorIllegalAddress") == 0);
  EXPECT(strcmp(cudaGetErrorString(cudaErrorMemoryAllocation), "out of memory") == 0);
  EXPECT(strcmp(cudaGetErrorString(static_cast<cudaError_t>(12345)), "unrecognized error code") ==
         0);
  puts("ok");
}
