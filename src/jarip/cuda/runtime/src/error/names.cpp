// Names and descriptions of errors. Programs print them, so the wording is the usual one.
#include "api.h"

namespace {

struct Entry {
  cudaError_t error;
  const char *name;
  const char *text;
};

#define JARIP_ERROR(error, text) {error, #error, text}

constexpr Entry kEntries[] = {
    JARIP_ERROR(cudaSuccess, "no error"),
    JARIP_ERROR(cudaErrorInvalidValue, "invalid argument"),
    JARIP_ERROR(cudaErrorMemoryAllocation, "out of memory"),
    JARIP_ERROR(cudaErrorInitializationError, "initialization error"),
    JARIP_ERROR(cudaErrorCudartUnloading, "driver shutting down"),
    JARIP_ERROR(cudaErrorProfilerDisabled, "profiler disabled while using external profiling tool"),
    JARIP_ERROR(cudaErrorProfilerNotInitialized, "profiler not initialized: call cudaProfilerInitialize()"),
    JARIP_ERROR(cudaErrorProfilerAlreadyStarted, "profiler already started"),
    JARIP_ERROR(cudaErrorProfilerAlreadyStopped, "profiler already stopped"),
    JARIP_ERROR(cudaErrorInvalidConfiguration, "invalid configuration argument"),
    JARIP_ERROR(cudaErrorInvalidPitchValue, "invalid pitch argument"),
    JARIP_ERROR(cudaErrorInvalidSymbol, "invalid device symbol"),
    JARIP_ERROR(cudaErrorInvalidHostPointer, "invalid host pointer"),
    JARIP_ERROR(cudaErrorInvalidDevicePointer, "invalid device pointer"),
    JARIP_ERROR(cudaErrorInvalidTexture, "invalid texture reference"),
    JARIP_ERROR(cudaErrorInvalidTextureBinding, "texture is not bound to a pointer"),
    JARIP_ERROR(cudaErrorInvalidChannelDescriptor, "invalid channel descriptor"),
    JARIP_ERROR(cudaErrorInvalidMemcpyDirection, "invalid copy direction for memcpy"),
    JARIP_ERROR(cudaErrorAddressOfConstant, "cannot take the address of a constant variable"),
    JARIP_ERROR(cudaErrorTextureFetchFailed, "fetch from texture failed"),
    JARIP_ERROR(cudaErrorTextureNotBound, "cannot fetch from a texture that is not bound"),
    JARIP_ERROR(cudaErrorSynchronizationError, "incorrect use of __syncthreads()"),
    JARIP_ERROR(cudaErrorInvalidFilterSetting, "linear filtering not supported for non-float type"),
    JARIP_ERROR(cudaErrorInvalidNormSetting, "read as normalized float not supported for 32-bit non float type"),
    JARIP_ERROR(cudaErrorMixedDeviceExecution, "device emulation mode and device execution mode cannot be mixed"),
    JARIP_ERROR(cudaErrorNotYetImplemented, "feature not yet implemented"),
    JARIP_ERROR(cudaErrorMemoryValueTooLarge, "memory size or pointer value too large to fit in 32 bit"),
    JARIP_ERROR(cudaErrorStubLibrary, "CUDA driver is a stub library"),
    JARIP_ERROR(cudaErrorInsufficientDriver, "CUDA driver version is insufficient for CUDA runtime version"),
    JARIP_ERROR(cudaErrorCallRequiresNewerDriver, "API call is not supported in the installed CUDA driver"),
    JARIP_ERROR(cudaErrorInvalidSurface, "invalid surface reference"),
    JARIP_ERROR(cudaErrorDuplicateVariableName, "duplicate global variable looked up by string name"),
    JARIP_ERROR(cudaErrorDuplicateTextureName, "duplicate texture looked up by string name"),
    JARIP_ERROR(cudaErrorDuplicateSurfaceName, "duplicate surface looked up by string name"),
    JARIP_ERROR(cudaErrorDevicesUnavailable, "CUDA-capable device(s) is/are busy or unavailable"),
    JARIP_ERROR(cudaErrorIncompatibleDriverContext, "incompatible driver context"),
    JARIP_ERROR(cudaErrorMissingConfiguration, "__global__ function call is not configured"),
    JARIP_ERROR(cudaErrorPriorLaunchFailure, "unspecified launch failure in prior launch"),
    JARIP_ERROR(cudaErrorLaunchMaxDepthExceeded, "launch would exceed maximum depth of nested launches"),
    JARIP_ERROR(cudaErrorLaunchFileScopedTex, "launch failed because kernel uses unsupported, file-scoped textures"),
    JARIP_ERROR(cudaErrorLaunchFileScopedSurf, "launch failed because kernel uses unsupported, file-scoped surfaces"),
    JARIP_ERROR(cudaErrorSyncDepthExceeded, "cudaDeviceSynchronize failed because caller's grid depth exceeds cudaLimitDevRuntimeSyncDepth"),
    JARIP_ERROR(cudaErrorLaunchPendingCountExceeded, "launch failed because launch would exceed cudaLimitDevRuntimePendingLaunchCount"),
    JARIP_ERROR(cudaErrorInvalidDeviceFunction, "invalid device function"),
    JARIP_ERROR(cudaErrorNoDevice, "no CUDA-capable device is detected"),
    JARIP_ERROR(cudaErrorInvalidDevice, "invalid device ordinal"),
    JARIP_ERROR(cudaErrorDeviceNotLicensed, "device doesn't have valid Grid license"),
    JARIP_ERROR(cudaErrorSoftwareValidityNotEstablished, "integrity checks failed"),
    JARIP_ERROR(cudaErrorStartupFailure, "startup failure in cuda runtime"),
    JARIP_ERROR(cudaErrorInvalidKernelImage, "device kernel image is invalid"),
    JARIP_ERROR(cudaErrorDeviceUninitialized, "invalid device context"),
    JARIP_ERROR(cudaErrorMapBufferObjectFailed, "mapping of buffer object failed"),
    JARIP_ERROR(cudaErrorUnmapBufferObjectFailed, "unmapping of buffer object failed"),
    JARIP_ERROR(cudaErrorArrayIsMapped, "array is mapped"),
    JARIP_ERROR(cudaErrorAlreadyMapped, "resource already mapped"),
    JARIP_ERROR(cudaErrorNoKernelImageForDevice, "no kernel image is available for execution on the device"),
    JARIP_ERROR(cudaErrorAlreadyAcquired, "resource already acquired"),
    JARIP_ERROR(cudaErrorNotMapped, "resource not mapped"),
    JARIP_ERROR(cudaErrorNotMappedAsArray, "resource not mapped as array"),
    JARIP_ERROR(cudaErrorNotMappedAsPointer, "resource not mapped as pointer"),
    JARIP_ERROR(cudaErrorECCUncorrectable, "uncorrectable ECC error encountered"),
    JARIP_ERROR(cudaErrorUnsupportedLimit, "limit is not supported on this architecture"),
    JARIP_ERROR(cudaErrorDeviceAlreadyInUse, "exclusive-thread device already in use by a different thread"),
    JARIP_ERROR(cudaErrorPeerAccessUnsupported, "peer access is not supported between these two devices"),
    JARIP_ERROR(cudaErrorInvalidPtx, "a PTX JIT compilation failed"),
    JARIP_ERROR(cudaErrorInvalidGraphicsContext, "invalid OpenGL or DirectX context"),
    JARIP_ERROR(cudaErrorNvlinkUncorrectable, "uncorrectable NVLink error detected during the execution"),
    JARIP_ERROR(cudaErrorJitCompilerNotFound, "PTX JIT compiler library not found"),
    JARIP_ERROR(cudaErrorUnsupportedPtxVersion, "the provided PTX was compiled with an unsupported toolchain."),
    JARIP_ERROR(cudaErrorJitCompilationDisabled, "PTX JIT compilation was disabled"),
    JARIP_ERROR(cudaErrorUnsupportedExecAffinity, "the provided execution affinity is not supported"),
    JARIP_ERROR(cudaErrorUnsupportedDevSideSync, "the provided PTX contains unsupported call to cudaDeviceSynchronize"),
    JARIP_ERROR(cudaErrorContained, "contained error occurred on the device"),
    JARIP_ERROR(cudaErrorInvalidSource, "device kernel image is invalid"),
    JARIP_ERROR(cudaErrorFileNotFound, "file not found"),
    JARIP_ERROR(cudaErrorSharedObjectSymbolNotFound, "shared object symbol not found"),
    JARIP_ERROR(cudaErrorSharedObjectInitFailed, "shared object initialization failed"),
    JARIP_ERROR(cudaErrorOperatingSystem, "OS call failed or operation not supported on this OS"),
    JARIP_ERROR(cudaErrorInvalidResourceHandle, "invalid resource handle"),
    JARIP_ERROR(cudaErrorIllegalState, "the operation cannot be performed in the present state"),
    JARIP_ERROR(cudaErrorLossyQuery, "attempted introspection would be semantically lossy"),
    JARIP_ERROR(cudaErrorSymbolNotFound, "named symbol not found"),
    JARIP_ERROR(cudaErrorNotReady, "device not ready"),
    JARIP_ERROR(cudaErrorIllegalAddress, "an illegal memory access was encountered"),
    JARIP_ERROR(cudaErrorLaunchOutOfResources, "too many resources requested for launch"),
    JARIP_ERROR(cudaErrorLaunchTimeout, "the launch timed out and was terminated"),
    JARIP_ERROR(cudaErrorLaunchIncompatibleTexturing, "launch uses incompatible texturing mode"),
    JARIP_ERROR(cudaErrorPeerAccessAlreadyEnabled, "peer access is already enabled"),
    JARIP_ERROR(cudaErrorPeerAccessNotEnabled, "peer access has not been enabled"),
    JARIP_ERROR(cudaErrorSetOnActiveProcess, "cannot set while device is active in this process"),
    JARIP_ERROR(cudaErrorContextIsDestroyed, "context is destroyed"),
    JARIP_ERROR(cudaErrorAssert, "device-side assert triggered"),
    JARIP_ERROR(cudaErrorTooManyPeers, "peer mapping resources exhausted"),
    JARIP_ERROR(cudaErrorHostMemoryAlreadyRegistered, "part or all of the requested memory range is already mapped"),
    JARIP_ERROR(cudaErrorHostMemoryNotRegistered, "pointer does not correspond to a registered memory region"),
    JARIP_ERROR(cudaErrorHardwareStackError, "hardware stack error"),
    JARIP_ERROR(cudaErrorIllegalInstruction, "an illegal instruction was encountered"),
    JARIP_ERROR(cudaErrorMisalignedAddress, "misaligned address"),
    JARIP_ERROR(cudaErrorInvalidAddressSpace, "operation not supported on global/shared address space"),
    JARIP_ERROR(cudaErrorInvalidPc, "invalid program counter"),
    JARIP_ERROR(cudaErrorLaunchFailure, "unspecified launch failure"),
    JARIP_ERROR(cudaErrorCooperativeLaunchTooLarge, "too many blocks in cooperative launch"),
    JARIP_ERROR(cudaErrorTensorMemoryLeak, "tensor memory leaked at kernel exit"),
    JARIP_ERROR(cudaErrorNotPermitted, "operation not permitted"),
    JARIP_ERROR(cudaErrorNotSupported, "operation not supported"),
    JARIP_ERROR(cudaErrorSystemNotReady, "system not yet initialized"),
    JARIP_ERROR(cudaErrorSystemDriverMismatch, "system has unsupported display driver / cuda driver combination"),
    JARIP_ERROR(cudaErrorCompatNotSupportedOnDevice, "forward compatibility was attempted on non supported HW"),
    JARIP_ERROR(cudaErrorMpsConnectionFailed, "MPS client failed to connect to the MPS control daemon or the MPS server"),
    JARIP_ERROR(cudaErrorMpsRpcFailure, "the remote procedural call between the MPS server and the MPS client failed"),
    JARIP_ERROR(cudaErrorMpsServerNotReady, "MPS server is not ready to accept new MPS client requests"),
    JARIP_ERROR(cudaErrorMpsMaxClientsReached, "the hardware resources required to create MPS client have been exhausted"),
    JARIP_ERROR(cudaErrorMpsMaxConnectionsReached, "the hardware resources required to support device connections have been exhausted"),
    JARIP_ERROR(cudaErrorMpsClientTerminated, "the MPS client has been terminated by the server"),
    JARIP_ERROR(cudaErrorCdpNotSupported, "is using CUDA Dynamic Parallelism, but the current configuration does not support it"),
    JARIP_ERROR(cudaErrorCdpVersionMismatch, "unsupported interaction between different versions of CUDA Dynamic Parallelism"),
    JARIP_ERROR(cudaErrorStreamCaptureUnsupported, "operation not permitted when stream is capturing"),
    JARIP_ERROR(cudaErrorStreamCaptureInvalidated, "operation failed due to a previous error during capture"),
    JARIP_ERROR(cudaErrorStreamCaptureMerge, "operation would result in a merge of separate capture sequences"),
    JARIP_ERROR(cudaErrorStreamCaptureUnmatched, "capture was not ended in the same stream as it began"),
    JARIP_ERROR(cudaErrorStreamCaptureUnjoined, "capturing stream has unjoined work"),
    JARIP_ERROR(cudaErrorStreamCaptureIsolation, "dependency created on uncaptured work in another stream"),
    JARIP_ERROR(cudaErrorStreamCaptureImplicit, "operation would make the legacy stream depend on a capturing blocking stream"),
    JARIP_ERROR(cudaErrorCapturedEvent, "operation not permitted on an event last recorded in a capturing stream"),
    JARIP_ERROR(cudaErrorStreamCaptureWrongThread, "attempt to terminate a thread-local capture sequence from another thread"),
    JARIP_ERROR(cudaErrorTimeout, "wait operation timed out"),
    JARIP_ERROR(cudaErrorGraphExecUpdateFailure, "the graph update was not performed because it included changes which violated constraints specific to instantiated graph update"),
    JARIP_ERROR(cudaErrorExternalDevice, "an async error has occurred in external entity outside of CUDA"),
    JARIP_ERROR(cudaErrorInvalidClusterSize, "a kernel launch error has occurred due to cluster misconfiguration"),
    JARIP_ERROR(cudaErrorFunctionNotLoaded, "the function handle is not loaded when calling an API that requires a loaded function"),
    JARIP_ERROR(cudaErrorInvalidResourceType, "invalid resource type"),
    JARIP_ERROR(cudaErrorInvalidResourceConfiguration, "invalid resource configuration"),
    JARIP_ERROR(cudaErrorUnknown, "unknown error"),
    JARIP_ERROR(cudaErrorApiFailureBase, "api failure base"),
};

const Entry *find(cudaError_t error) {
  for (const Entry &entry : kEntries) {
    if (entry.error == error) return &entry;
  }
  return nullptr;
}

}  // namespace

extern "C" const char *cudaGetErrorName(cudaError_t error) {
  const Entry *entry = find(error);
  return entry != nullptr ? entry->name : "unrecognized error code";
}

extern "C" const char *cudaGetErrorString(cudaError_t error) {
  const Entry *entry = find(error);
  return entry != nullptr ? entry->text : "unrecognized error code";
}
