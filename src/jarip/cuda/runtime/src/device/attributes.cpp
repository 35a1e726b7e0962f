// cudaDeviceGetAttribute: a table over the device's properties.
#include "device/device.h"
#include "device/launch_limits.h"
#include "device/properties.h"

namespace {

using Read = int (*)(const cudaDeviceProp &);

struct Attribute {
  cudaDeviceAttr name;
  Read read;
};

#define JARIP_PROPERTY(attribute, member) \
  {attribute, [](const cudaDeviceProp &p) { return static_cast<int>(p.member); }}
#define JARIP_CONSTANT(attribute, value) \
  {attribute, [](const cudaDeviceProp &) { return static_cast<int>(value); }}

constexpr Attribute kAttributes[] = {
    JARIP_PROPERTY(cudaDevAttrMaxThreadsPerBlock, maxThreadsPerBlock),
    JARIP_PROPERTY(cudaDevAttrMaxBlockDimX, maxThreadsDim[0]),
    JARIP_PROPERTY(cudaDevAttrMaxBlockDimY, maxThreadsDim[1]),
    JARIP_PROPERTY(cudaDevAttrMaxBlockDimZ, maxThreadsDim[2]),
    JARIP_PROPERTY(cudaDevAttrMaxGridDimX, maxGridSize[0]),
    JARIP_PROPERTY(cudaDevAttrMaxGridDimY, maxGridSize[1]),
    JARIP_PROPERTY(cudaDevAttrMaxGridDimZ, maxGridSize[2]),
    JARIP_PROPERTY(cudaDevAttrMaxSharedMemoryPerBlock, sharedMemPerBlock),
    JARIP_PROPERTY(cudaDevAttrTotalConstantMemory, totalConstMem),
    JARIP_PROPERTY(cudaDevAttrWarpSize, warpSize),
    JARIP_PROPERTY(cudaDevAttrMaxPitch, memPitch),
    JARIP_PROPERTY(cudaDevAttrMaxRegistersPerBlock, regsPerBlock),
    JARIP_PROPERTY(cudaDevAttrClockRate, clockRate),
    JARIP_PROPERTY(cudaDevAttrTextureAlignment, textureAlignment),
    JARIP_PROPERTY(cudaDevAttrGpuOverlap, deviceOverlap),
    JARIP_PROPERTY(cudaDevAttrMultiProcessorCount, multiProcessorCount),
    JARIP_PROPERTY(cudaDevAttrKernelExecTimeout, kernelExecTimeoutEnabled),
    JARIP_PROPERTY(cudaDevAttrIntegrated, integrated),
    JARIP_PROPERTY(cudaDevAttrCanMapHostMemory, canMapHostMemory),
    JARIP_PROPERTY(cudaDevAttrComputeMode, computeMode),
    JARIP_PROPERTY(cudaDevAttrMaxTexture1DWidth, maxTexture1D),
    JARIP_PROPERTY(cudaDevAttrMaxTexture2DWidth, maxTexture2D[0]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture2DHeight, maxTexture2D[1]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture3DWidth, maxTexture3D[0]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture3DHeight, maxTexture3D[1]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture3DDepth, maxTexture3D[2]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture2DLayeredWidth, maxTexture2DLayered[0]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture2DLayeredHeight, maxTexture2DLayered[1]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture2DLayeredLayers, maxTexture2DLayered[2]),
    JARIP_PROPERTY(cudaDevAttrSurfaceAlignment, surfaceAlignment),
    JARIP_PROPERTY(cudaDevAttrConcurrentKernels, concurrentKernels),
    JARIP_PROPERTY(cudaDevAttrEccEnabled, ECCEnabled),
    JARIP_PROPERTY(cudaDevAttrPciBusId, pciBusID),
    JARIP_PROPERTY(cudaDevAttrPciDeviceId, pciDeviceID),
    JARIP_PROPERTY(cudaDevAttrTccDriver, tccDriver),
    JARIP_PROPERTY(cudaDevAttrMemoryClockRate, memoryClockRate),
    JARIP_PROPERTY(cudaDevAttrGlobalMemoryBusWidth, memoryBusWidth),
    JARIP_PROPERTY(cudaDevAttrL2CacheSize, l2CacheSize),
    JARIP_PROPERTY(cudaDevAttrMaxThreadsPerMultiProcessor, maxThreadsPerMultiProcessor),
    JARIP_PROPERTY(cudaDevAttrAsyncEngineCount, asyncEngineCount),
    JARIP_PROPERTY(cudaDevAttrUnifiedAddressing, unifiedAddressing),
    JARIP_PROPERTY(cudaDevAttrMaxTexture1DLayeredWidth, maxTexture1DLayered[0]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture1DLayeredLayers, maxTexture1DLayered[1]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture2DGatherWidth, maxTexture2DGather[0]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture2DGatherHeight, maxTexture2DGather[1]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture3DWidthAlt, maxTexture3DAlt[0]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture3DHeightAlt, maxTexture3DAlt[1]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture3DDepthAlt, maxTexture3DAlt[2]),
    JARIP_PROPERTY(cudaDevAttrPciDomainId, pciDomainID),
    JARIP_PROPERTY(cudaDevAttrTexturePitchAlignment, texturePitchAlignment),
    JARIP_PROPERTY(cudaDevAttrMaxTextureCubemapWidth, maxTextureCubemap),
    JARIP_PROPERTY(cudaDevAttrMaxTextureCubemapLayeredWidth, maxTextureCubemapLayered[0]),
    JARIP_PROPERTY(cudaDevAttrMaxTextureCubemapLayeredLayers, maxTextureCubemapLayered[1]),
    JARIP_PROPERTY(cudaDevAttrMaxSurface1DWidth, maxSurface1D),
    JARIP_PROPERTY(cudaDevAttrMaxSurface2DWidth, maxSurface2D[0]),
    JARIP_PROPERTY(cudaDevAttrMaxSurface2DHeight, maxSurface2D[1]),
    JARIP_PROPERTY(cudaDevAttrMaxSurface3DWidth, maxSurface3D[0]),
    JARIP_PROPERTY(cudaDevAttrMaxSurface3DHeight, maxSurface3D[1]),
    JARIP_PROPERTY(cudaDevAttrMaxSurface3DDepth, maxSurface3D[2]),
    JARIP_PROPERTY(cudaDevAttrMaxSurface1DLayeredWidth, maxSurface1DLayered[0]),
    JARIP_PROPERTY(cudaDevAttrMaxSurface1DLayeredLayers, maxSurface1DLayered[1]),
    JARIP_PROPERTY(cudaDevAttrMaxSurface2DLayeredWidth, maxSurface2DLayered[0]),
    JARIP_PROPERTY(cudaDevAttrMaxSurface2DLayeredHeight, maxSurface2DLayered[1]),
    JARIP_PROPERTY(cudaDevAttrMaxSurface2DLayeredLayers, maxSurface2DLayered[2]),
    JARIP_PROPERTY(cudaDevAttrMaxSurfaceCubemapWidth, maxSurfaceCubemap),
    JARIP_PROPERTY(cudaDevAttrMaxSurfaceCubemapLayeredWidth, maxSurfaceCubemapLayered[0]),
    JARIP_PROPERTY(cudaDevAttrMaxSurfaceCubemapLayeredLayers, maxSurfaceCubemapLayered[1]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture1DLinearWidth, maxTexture1DLinear),
    JARIP_PROPERTY(cudaDevAttrMaxTexture2DLinearWidth, maxTexture2DLinear[0]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture2DLinearHeight, maxTexture2DLinear[1]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture2DLinearPitch, maxTexture2DLinear[2]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture2DMipmappedWidth, maxTexture2DMipmap[0]),
    JARIP_PROPERTY(cudaDevAttrMaxTexture2DMipmappedHeight, maxTexture2DMipmap[1]),
    JARIP_PROPERTY(cudaDevAttrComputeCapabilityMajor, major),
    JARIP_PROPERTY(cudaDevAttrComputeCapabilityMinor, minor),
    JARIP_PROPERTY(cudaDevAttrMaxTexture1DMipmappedWidth, maxTexture1DMipmap),
    JARIP_PROPERTY(cudaDevAttrStreamPrioritiesSupported, streamPrioritiesSupported),
    JARIP_PROPERTY(cudaDevAttrGlobalL1CacheSupported, globalL1CacheSupported),
    JARIP_PROPERTY(cudaDevAttrLocalL1CacheSupported, localL1CacheSupported),
    JARIP_PROPERTY(cudaDevAttrMaxSharedMemoryPerMultiprocessor, sharedMemPerMultiprocessor),
    JARIP_PROPERTY(cudaDevAttrMaxRegistersPerMultiprocessor, regsPerMultiprocessor),
    JARIP_PROPERTY(cudaDevAttrManagedMemory, managedMemory),
    JARIP_PROPERTY(cudaDevAttrIsMultiGpuBoard, isMultiGpuBoard),
    JARIP_PROPERTY(cudaDevAttrMultiGpuBoardGroupID, multiGpuBoardGroupID),
    JARIP_PROPERTY(cudaDevAttrHostNativeAtomicSupported, hostNativeAtomicSupported),
    JARIP_PROPERTY(cudaDevAttrSingleToDoublePrecisionPerfRatio, singleToDoublePrecisionPerfRatio),
    JARIP_PROPERTY(cudaDevAttrPageableMemoryAccess, pageableMemoryAccess),
    JARIP_PROPERTY(cudaDevAttrConcurrentManagedAccess, concurrentManagedAccess),
    JARIP_PROPERTY(cudaDevAttrComputePreemptionSupported, computePreemptionSupported),
    JARIP_PROPERTY(cudaDevAttrCanUseHostPointerForRegisteredMem, canUseHostPointerForRegisteredMem),
    JARIP_PROPERTY(cudaDevAttrCooperativeLaunch, cooperativeLaunch),
    JARIP_PROPERTY(cudaDevAttrCooperativeMultiDeviceLaunch, cooperativeMultiDeviceLaunch),
    JARIP_PROPERTY(cudaDevAttrMaxSharedMemoryPerBlockOptin, sharedMemPerBlockOptin),
    JARIP_CONSTANT(cudaDevAttrCanFlushRemoteWrites, 0),
    JARIP_PROPERTY(cudaDevAttrHostRegisterSupported, hostRegisterSupported),
    JARIP_PROPERTY(cudaDevAttrPageableMemoryAccessUsesHostPageTables,
                   pageableMemoryAccessUsesHostPageTables),
    JARIP_PROPERTY(cudaDevAttrDirectManagedMemAccessFromHost, directManagedMemAccessFromHost),
    JARIP_PROPERTY(cudaDevAttrMaxBlocksPerMultiprocessor, maxBlocksPerMultiProcessor),
    JARIP_PROPERTY(cudaDevAttrMaxPersistingL2CacheSize, persistingL2CacheMaxSize),
    JARIP_PROPERTY(cudaDevAttrMaxAccessPolicyWindowSize, accessPolicyMaxWindowSize),
    JARIP_PROPERTY(cudaDevAttrReservedSharedMemoryPerBlock, reservedSharedMemPerBlock),
    JARIP_PROPERTY(cudaDevAttrSparseCudaArraySupported, sparseCudaArraySupported),
    JARIP_PROPERTY(cudaDevAttrHostRegisterReadOnlySupported, hostRegisterReadOnlySupported),
    JARIP_PROPERTY(cudaDevAttrTimelineSemaphoreInteropSupported, timelineSemaphoreInteropSupported),
    JARIP_PROPERTY(cudaDevAttrMemoryPoolsSupported, memoryPoolsSupported),
    JARIP_PROPERTY(cudaDevAttrGPUDirectRDMASupported, gpuDirectRDMASupported),
    JARIP_PROPERTY(cudaDevAttrGPUDirectRDMAFlushWritesOptions, gpuDirectRDMAFlushWritesOptions),
    JARIP_PROPERTY(cudaDevAttrGPUDirectRDMAWritesOrdering, gpuDirectRDMAWritesOrdering),
    JARIP_PROPERTY(cudaDevAttrMemoryPoolSupportedHandleTypes, memoryPoolSupportedHandleTypes),
    JARIP_PROPERTY(cudaDevAttrClusterLaunch, clusterLaunch),
    JARIP_PROPERTY(cudaDevAttrDeferredMappingCudaArraySupported, deferredMappingCudaArraySupported),
    JARIP_PROPERTY(cudaDevAttrIpcEventSupport, ipcEventSupported),
    JARIP_CONSTANT(cudaDevAttrMemSyncDomainCount, 1),
    JARIP_CONSTANT(cudaDevAttrNumaConfig, cudaDeviceNumaConfigNone),
    JARIP_CONSTANT(cudaDevAttrNumaId, -1),
    JARIP_CONSTANT(cudaDevAttrMpsEnabled, 0),
    JARIP_CONSTANT(cudaDevAttrHostNumaId, 0),
};

}  // namespace

extern "C" cudaError_t cudaDeviceGetAttribute(int *value, cudaDeviceAttr name, int device) {
  JARIP_ENTER();
  if (value == nullptr) return jarip::record(cudaErrorInvalidValue);
  if (device < 0 || device >= jarip::device_count()) return jarip::record(cudaErrorInvalidDevice);
  for (const Attribute &attribute : kAttributes) {
    if (attribute.name != name) continue;
    *value = attribute.read(jarip::device_properties(jarip::device_at(device)));
    return cudaSuccess;
  }
  return jarip::record(cudaErrorInvalidValue);
}
