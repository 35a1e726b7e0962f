// Memory of other APIs and processes: external memory, IPC handles, pools that are shared.
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "device/device.h"
#include "memory/pool.h"
#include "memory/shared_memory.h"
#include "memory/sharing.h"
#include "stream/event.h"
#include "stream/scheduler.h"

namespace {

using jarip::record;
using jarip::SharedPlace;

constexpr uint32_t kMagic = 0x4a4d454d;  // "JMEM"
constexpr size_t kPoolToken = 4096;      // what the descriptor of a pool holds: nothing

static_assert(sizeof(SharedPlace) <= sizeof(cudaIpcMemHandle_t), "a handle holds a place");
static_assert(sizeof(SharedPlace) <= sizeof(cudaMemPoolPtrExportData), "and so does this");

struct ExternalMemory {
  uint32_t magic;
  int descriptor;
  uint64_t bytes;
  int device;
};

ExternalMemory *resolve(cudaExternalMemory_t handle) {
  auto *memory = reinterpret_cast<ExternalMemory *>(handle);
  const bool aligned = reinterpret_cast<uintptr_t>(handle) % alignof(ExternalMemory) == 0;
  return memory != nullptr && aligned && memory->magic == kMagic ? memory : nullptr;
}

template <typename Handle>
cudaError_t share(void *pointer, Handle *handle) {
  if (handle == nullptr) return cudaErrorInvalidValue;
  SharedPlace place;
  const cudaError_t error = jarip::share_memory(pointer, &place);
  if (error != cudaSuccess) return error;
  memset(handle, 0, sizeof *handle);
  memcpy(handle, &place, sizeof place);
  return cudaSuccess;
}

template <typename Handle>
cudaError_t open_shared(void **pointer, const Handle &handle) {
  if (pointer == nullptr) return cudaErrorInvalidValue;
  SharedPlace place;
  memcpy(&place, &handle, sizeof place);
  return jarip::map_shared(place, pointer);
}

cudaError_t unmap(void *pointer) {
  jarip::wait_device(jarip::current_device());
  return jarip::unmap_imported(pointer);
}

}  // namespace

// An opaque descriptor of memory: a memfd, a file in a memory file system, a DMA buffer that can be
// mapped. It is the object's from now on, which closes it.
extern "C" cudaError_t cudaImportExternalMemory(cudaExternalMemory_t *handle,
                                                const cudaExternalMemoryHandleDesc *from) {
  JARIP_ENTER();
  if (handle == nullptr || from == nullptr || from->size == 0) return record(cudaErrorInvalidValue);
  if (from->type != cudaExternalMemoryHandleTypeOpaqueFd) return record(cudaErrorNotSupported);
  if (jarip::shared_memory_bytes(from->handle.fd) < from->size) {
    return record(cudaErrorInvalidValue);
  }
  *handle = reinterpret_cast<cudaExternalMemory_t>(new ExternalMemory{
      kMagic, from->handle.fd, from->size, jarip::current_device().index});
  return cudaSuccess;
}

// To be freed with cudaFree.
extern "C" cudaError_t cudaExternalMemoryGetMappedBuffer(
    void **pointer, cudaExternalMemory_t handle, const cudaExternalMemoryBufferDesc *buffer) {
  JARIP_ENTER();
  const ExternalMemory *memory = resolve(handle);
  if (memory == nullptr) return record(cudaErrorInvalidResourceHandle);
  const bool inside = pointer != nullptr && buffer != nullptr && buffer->flags == 0 &&
                      buffer->offset <= memory->bytes &&
                      buffer->size <= memory->bytes - buffer->offset;
  if (!inside) return record(cudaErrorInvalidValue);
  return record(jarip::map_descriptor(memory->descriptor, buffer->offset, buffer->size,
                                      memory->device, pointer));
}

// What was mapped stays until it is freed.
extern "C" cudaError_t cudaDestroyExternalMemory(cudaExternalMemory_t handle) {
  JARIP_ENTER();
  ExternalMemory *memory = resolve(handle);
  if (memory == nullptr) return record(cudaErrorInvalidResourceHandle);
  memory->magic = 0;
  close(memory->descriptor);
  return cudaSuccess;
}

extern "C" cudaError_t cudaIpcGetMemHandle(cudaIpcMemHandle_t *handle, void *pointer) {
  JARIP_ENTER();
  return record(share(pointer, handle));
}

extern "C" cudaError_t cudaIpcOpenMemHandle(void **pointer, cudaIpcMemHandle_t handle,
                                            unsigned int flags) {
  JARIP_ENTER();
  if ((flags & ~unsigned{cudaIpcMemLazyEnablePeerAccess}) != 0) {
    return record(cudaErrorInvalidValue);
  }
  return record(open_shared(pointer, handle));
}

extern "C" cudaError_t cudaIpcCloseMemHandle(void *pointer) {
  JARIP_ENTER();
  return record(unmap(pointer));
}

// A pool's descriptor says only that there is one: the memory is found by each pointer's own data.
extern "C" cudaError_t cudaMemPoolExportToShareableHandle(void *shareable, cudaMemPool_t pool,
                                                          cudaMemAllocationHandleType type,
                                                          unsigned int flags) {
  JARIP_ENTER();
  if (shareable == nullptr || jarip::resolve_pool(pool) == nullptr || flags != 0) {
    return record(cudaErrorInvalidValue);
  }
  if (type != cudaMemHandleTypePosixFileDescriptor) return record(cudaErrorNotSupported);
  const int descriptor = jarip::create_shared_memory("jarip-memory-pool", kPoolToken);
  if (descriptor < 0) return record(cudaErrorOperatingSystem);
  *static_cast<int *>(shareable) = descriptor;
  return cudaSuccess;
}

// A POSIX descriptor is passed by value in the pointer's place.
extern "C" cudaError_t cudaMemPoolImportFromShareableHandle(cudaMemPool_t *pool, void *shareable,
                                                            cudaMemAllocationHandleType type,
                                                            unsigned int flags) {
  JARIP_ENTER();
  if (pool == nullptr || flags != 0) return record(cudaErrorInvalidValue);
  if (type != cudaMemHandleTypePosixFileDescriptor) return record(cudaErrorNotSupported);
  const auto descriptor = static_cast<int>(reinterpret_cast<intptr_t>(shareable));
  if (jarip::shared_memory_bytes(descriptor) != kPoolToken) return record(cudaErrorInvalidValue);
  cudaMemPoolProps properties{};
  properties.allocType = cudaMemAllocationTypePinned;
  properties.location = {cudaMemLocationTypeDevice, jarip::current_device().index};
  return cudaMemPoolCreate(pool, &properties);
}

extern "C" cudaError_t cudaMemPoolExportPointer(cudaMemPoolPtrExportData *data, void *pointer) {
  JARIP_ENTER();
  return record(share(pointer, data));
}

extern "C" cudaError_t cudaMemPoolImportPointer(void **pointer, cudaMemPool_t pool,
                                                cudaMemPoolPtrExportData *data) {
  JARIP_ENTER();
  if (jarip::resolve_pool(pool) == nullptr || data == nullptr) {
    return record(cudaErrorInvalidValue);
  }
  return record(open_shared(pointer, *data));
}
