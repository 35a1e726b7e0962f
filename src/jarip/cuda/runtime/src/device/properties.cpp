#include "device/properties.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/hardware.h"
#include "device/device.h"
#include "device/launch_limits.h"
#include "device/pci_address.h"
#include "device/processor.h"

namespace jarip {

namespace {

constexpr int kMostPixels = 131072;  // along one side of a texture; they are software
constexpr int kMostLayers = 2048;
constexpr int kMostVoxels = 16384;

void set_identity(const Device &device, cudaDeviceProp *p) {
  const ProcessorFacts &facts = processor_facts();
  snprintf(p->name, sizeof p->name, "%s", facts.name);
  snprintf(p->uuid.bytes, sizeof p->uuid.bytes, "jarip-cpu-%d", device.index);
  p->major = 8;
  p->minor = 0;
  p->pciDomainID = kPciDomain;
  p->pciBusID = pci_bus(device.index);
  p->pciDeviceID = kPciDevice;
  p->clockRate = facts.clock_khz;
  p->l2CacheSize =
      static_cast<int>(facts.last_level_cache < INT_MAX ? facts.last_level_cache : INT_MAX);
  p->singleToDoublePrecisionPerfRatio = 2;
}

void set_launch_limits(cudaDeviceProp *p) {
  p->multiProcessorCount = static_cast<int>(usable_processors());
  p->warpSize = kWarpThreads;
  p->maxThreadsPerBlock = kThreadsPerBlock;
  p->maxThreadsPerMultiProcessor = kThreadsPerProcessor;
  p->maxBlocksPerMultiProcessor = kBlocksPerProcessor;
  for (int axis = 0; axis < 3; ++axis) {
    p->maxThreadsDim[axis] = static_cast<int>(kMostThreads[axis]);
    p->maxGridSize[axis] = static_cast<int>(kMostBlocks[axis]);
  }
  p->sharedMemPerBlock = kSharedBytesPerBlock;
  p->sharedMemPerBlockOptin = kSharedBytesOptIn;
  p->sharedMemPerMultiprocessor = kSharedBytesPerProcessor;
  p->reservedSharedMemPerBlock = kSharedBytesReserved;
  p->regsPerBlock = kRegistersPerBlock;
  p->regsPerMultiprocessor = kRegistersPerBlock;
}

void set_memory(const Device &device, cudaDeviceProp *p) {
  p->totalGlobalMem = device.memory_bytes;
  p->totalConstMem = kConstantBytes;
  p->memPitch = INT_MAX;
  p->textureAlignment = 512;
  p->texturePitchAlignment = 32;
  p->surfaceAlignment = 512;
  p->unifiedAddressing = 1;
  p->managedMemory = 1;
  p->concurrentManagedAccess = 1;
  p->directManagedMemAccessFromHost = 1;
  p->pageableMemoryAccess = 1;
  p->pageableMemoryAccessUsesHostPageTables = 1;
  p->hostNativeAtomicSupported = 1;
  p->canMapHostMemory = 1;
  p->canUseHostPointerForRegisteredMem = 1;
  p->hostRegisterSupported = 1;
  p->hostRegisterReadOnlySupported = 1;
  p->integrated = 1;  // its memory is the host's
  p->memoryPoolsSupported = 1;
  p->globalL1CacheSupported = 1;
  p->localL1CacheSupported = 1;
}

void set_execution(cudaDeviceProp *p) {
  p->concurrentKernels = 1;
  p->asyncEngineCount = 1;
  p->deviceOverlap = 1;
  p->streamPrioritiesSupported = 1;
  p->cooperativeLaunch = 1;
  p->computePreemptionSupported = 1;
  p->computeMode = cudaComputeModeDefault;
}

template <size_t Count>
void set_all(int (&values)[Count], int value) {
  for (int &each : values) each = value;
}

void set_texture_limits(cudaDeviceProp *p) {
  p->maxTexture1D = kMostPixels;
  p->maxTexture1DMipmap = kMostPixels;
  p->maxTexture1DLinear = 1 << 28;
  set_all(p->maxTexture2D, kMostPixels);
  set_all(p->maxTexture2DMipmap, kMostPixels);
  set_all(p->maxTexture2DLinear, kMostPixels);
  p->maxTexture2DLinear[2] = 1 << 21;
  set_all(p->maxTexture2DGather, kMostPixels);
  set_all(p->maxTexture3D, kMostVoxels);
  set_all(p->maxTexture3DAlt, kMostVoxels);
  p->maxTextureCubemap = kMostPixels;
  set_all(p->maxTexture1DLayered, kMostLayers);
  set_all(p->maxTexture2DLayered, kMostLayers);
  set_all(p->maxTextureCubemapLayered, kMostLayers);
  p->maxSurface1D = kMostPixels;
  set_all(p->maxSurface2D, kMostPixels);
  set_all(p->maxSurface3D, kMostVoxels);
  set_all(p->maxSurface1DLayered, kMostLayers);
  set_all(p->maxSurface2DLayered, kMostLayers);
  p->maxSurfaceCubemap = kMostPixels;
  set_all(p->maxSurfaceCubemapLayered, kMostLayers);
  p->maxTexture1DLayered[0] = kMostPixels;
  p->maxTexture2DLayered[0] = p->maxTexture2DLayered[1] = kMostPixels;
  p->maxTextureCubemapLayered[0] = kMostPixels;
  p->maxSurface1DLayered[0] = kMostPixels;
  p->maxSurface2DLayered[0] = p->maxSurface2DLayered[1] = kMostPixels;
  p->maxSurfaceCubemapLayered[0] = kMostPixels;
}

}  // namespace

cudaDeviceProp device_properties(const Device &device) {
  cudaDeviceProp properties;
  memset(&properties, 0, sizeof properties);
  set_identity(device, &properties);
  set_launch_limits(&properties);
  set_memory(device, &properties);
  set_execution(&properties);
  set_texture_limits(&properties);
  return properties;
}

}  // namespace jarip
