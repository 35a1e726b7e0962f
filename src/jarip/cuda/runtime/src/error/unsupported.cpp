// Functions of the API that are not there yet. Each returns cudaErrorNotSupported, whatever it is
// given; docs/compat/ lists them from this table.
#include "api.h"

extern "C" cudaError_t jarip_unsupported() { return jarip::record(cudaErrorNotSupported); }

#define JARIP_UNSUPPORTED(name)            \
  __asm__(".globl " #name "\n.type " #name \
          ", %function\n"                  \
          ".set " #name ", jarip_unsupported\n");

// clang-format off
JARIP_UNSUPPORTED(cudaArrayGetPlane)
JARIP_UNSUPPORTED(cudaArrayGetSparseProperties)
JARIP_UNSUPPORTED(cudaDestroyExternalMemory)
JARIP_UNSUPPORTED(cudaDestroyExternalSemaphore)
JARIP_UNSUPPORTED(cudaDeviceFlushGPUDirectRDMAWrites)
JARIP_UNSUPPORTED(cudaDeviceGetNvSciSyncAttributes)
JARIP_UNSUPPORTED(cudaDeviceRegisterAsyncNotification)
JARIP_UNSUPPORTED(cudaDeviceUnregisterAsyncNotification)
JARIP_UNSUPPORTED(cudaExternalMemoryGetMappedBuffer)
JARIP_UNSUPPORTED(cudaExternalMemoryGetMappedMipmappedArray)
JARIP_UNSUPPORTED(cudaGetExportTable)
JARIP_UNSUPPORTED(cudaGraphAddExternalSemaphoresSignalNode)
JARIP_UNSUPPORTED(cudaGraphAddExternalSemaphoresWaitNode)
JARIP_UNSUPPORTED(cudaGraphConditionalHandleCreate)
JARIP_UNSUPPORTED(cudaGraphExecExternalSemaphoresSignalNodeSetParams)
JARIP_UNSUPPORTED(cudaGraphExecExternalSemaphoresWaitNodeSetParams)
JARIP_UNSUPPORTED(cudaGraphExternalSemaphoresSignalNodeGetParams)
JARIP_UNSUPPORTED(cudaGraphExternalSemaphoresSignalNodeSetParams)
JARIP_UNSUPPORTED(cudaGraphExternalSemaphoresWaitNodeGetParams)
JARIP_UNSUPPORTED(cudaGraphExternalSemaphoresWaitNodeSetParams)
JARIP_UNSUPPORTED(cudaGraphicsMapResources)
JARIP_UNSUPPORTED(cudaGraphicsResourceGetMappedMipmappedArray)
JARIP_UNSUPPORTED(cudaGraphicsResourceGetMappedPointer)
JARIP_UNSUPPORTED(cudaGraphicsResourceSetMapFlags)
JARIP_UNSUPPORTED(cudaGraphicsSubResourceGetMappedArray)
JARIP_UNSUPPORTED(cudaGraphicsUnmapResources)
JARIP_UNSUPPORTED(cudaGraphicsUnregisterResource)
JARIP_UNSUPPORTED(cudaImportExternalMemory)
JARIP_UNSUPPORTED(cudaImportExternalSemaphore)
JARIP_UNSUPPORTED(cudaIpcCloseMemHandle)
JARIP_UNSUPPORTED(cudaIpcGetEventHandle)
JARIP_UNSUPPORTED(cudaIpcGetMemHandle)
JARIP_UNSUPPORTED(cudaIpcOpenEventHandle)
JARIP_UNSUPPORTED(cudaIpcOpenMemHandle)
JARIP_UNSUPPORTED(cudaLaunchCooperativeKernelMultiDevice)
JARIP_UNSUPPORTED(cudaLibraryGetUnifiedFunction)
JARIP_UNSUPPORTED(cudaMemPoolExportPointer)
JARIP_UNSUPPORTED(cudaMemPoolExportToShareableHandle)
JARIP_UNSUPPORTED(cudaMemPoolImportFromShareableHandle)
JARIP_UNSUPPORTED(cudaMemPoolImportPointer)
JARIP_UNSUPPORTED(cudaMipmappedArrayGetSparseProperties)
JARIP_UNSUPPORTED(cudaSignalExternalSemaphoresAsync)
JARIP_UNSUPPORTED(cudaWaitExternalSemaphoresAsync)
