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
JARIP_UNSUPPORTED(cudaDeviceGetNvSciSyncAttributes)
JARIP_UNSUPPORTED(cudaExternalMemoryGetMappedMipmappedArray)
JARIP_UNSUPPORTED(cudaGetExportTable)
JARIP_UNSUPPORTED(cudaGraphicsMapResources)
JARIP_UNSUPPORTED(cudaGraphicsResourceGetMappedMipmappedArray)
JARIP_UNSUPPORTED(cudaGraphicsResourceGetMappedPointer)
JARIP_UNSUPPORTED(cudaGraphicsResourceSetMapFlags)
JARIP_UNSUPPORTED(cudaGraphicsSubResourceGetMappedArray)
JARIP_UNSUPPORTED(cudaGraphicsUnmapResources)
JARIP_UNSUPPORTED(cudaGraphicsUnregisterResource)
JARIP_UNSUPPORTED(cudaLibraryGetUnifiedFunction)
JARIP_UNSUPPORTED(cudaMipmappedArrayGetSparseProperties)
