#include "memory/sharing.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <map>

#include "base/immortal.h"
#include "base/lock.h"
#include "device/device.h"
#include "memory/backing.h"
#include "memory/shared_memory.h"
#include "stream/scheduler.h"

namespace jarip {

namespace {

constexpr uint32_t kMagic = 0x4a495043;  // "JIPC"
constexpr uint64_t kPageBytes = 4096;

struct Mapped {
  char *begin;
  size_t bytes;
};

Lock lock;
Immortal<std::map<char *, int>> descriptors;  // by the begin of the pages
Immortal<std::map<void *, Mapped>> imported;  // by the pointer given out

bool write_all(int descriptor, const char *data, size_t bytes) {
  for (size_t done = 0; done < bytes;) {
    const ssize_t written = pwrite(descriptor, data + done, bytes - done, static_cast<off_t>(done));
    if (written <= 0) return false;
    done += static_cast<size_t>(written);
  }
  return true;
}

// The descriptor of those pages, which they get if they have none; -1 when that fails.
int share_pages(const Backing &pages) {
  const auto known = descriptors.value.find(pages.begin);
  if (known != descriptors.value.end()) return known->second;
  const int descriptor = create_shared_memory("jarip-shared-memory", pages.bytes);
  if (descriptor < 0) return -1;
  const bool replaced = write_all(descriptor, pages.begin, pages.bytes) &&
                        mmap(pages.begin, pages.bytes, PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_FIXED, descriptor, 0) != MAP_FAILED;
  if (!replaced) {
    close(descriptor);
    return -1;
  }
  descriptors.value[pages.begin] = descriptor;
  return descriptor;
}

void wait_for_all_devices() {
  for (int index = 0; index < device_count(); ++index) wait_device(device_at(index));
}

int open_of_process(int process, int descriptor) {
  if (process == getpid()) return fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", process, descriptor);
  return open(path, O_RDWR | O_CLOEXEC);
}

}  // namespace

cudaError_t share_memory(void *pointer, SharedPlace *place) {
  Allocation memory;
  if (!find_allocation(pointer, &memory) || memory.kind != MemoryKind::device) {
    return cudaErrorInvalidValue;
  }
  const Backing pages = backing_around(reinterpret_cast<void *>(memory.begin), memory.bytes);
  wait_for_all_devices();
  Guard guard(lock);
  const int descriptor = share_pages(pages);
  if (descriptor < 0) return cudaErrorMemoryAllocation;
  *place = {kMagic,
            getpid(),
            descriptor,
            memory.device->index,
            memory.begin - reinterpret_cast<uintptr_t>(pages.begin),
            memory.bytes};
  return cudaSuccess;
}

// Pages that small allocations share stay as they are.
void forget_shared(const Allocation &allocation) {
  void *memory = reinterpret_cast<void *>(allocation.begin);
  const Backing pages = backing_around(memory, allocation.bytes);
  if (pages.begin != memory) return;
  Guard guard(lock);
  const auto known = descriptors.value.find(pages.begin);
  const bool own = known != descriptors.value.end() &&
                   shared_memory_bytes(known->second) == pages.bytes &&
                   backing_size(allocation.bytes) == pages.bytes;
  if (!own) return;
  close(known->second);
  descriptors.value.erase(known);
}

cudaError_t map_shared(const SharedPlace &place, void **pointer) {
  if (place.magic != kMagic || place.bytes == 0) return cudaErrorInvalidValue;
  const int descriptor = open_of_process(place.process, place.descriptor);
  if (descriptor < 0) return cudaErrorMapBufferObjectFailed;
  const cudaError_t error =
      map_descriptor(descriptor, place.offset, place.bytes, current_device().index, pointer);
  close(descriptor);
  return error;
}

cudaError_t map_descriptor(int descriptor, uint64_t offset, uint64_t bytes, int device,
                           void **pointer) {
  const size_t whole = shared_memory_bytes(descriptor);
  if (bytes == 0 || offset > whole || bytes > whole - offset) return cudaErrorInvalidValue;
  const uint64_t before = offset % kPageBytes;
  const size_t length = static_cast<size_t>(before + bytes);
  void *memory = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor,
                      static_cast<off_t>(offset - before));
  if (memory == MAP_FAILED) return cudaErrorMapBufferObjectFailed;
  char *begin = static_cast<char *>(memory);
  *pointer = begin + before;
  register_allocation({reinterpret_cast<uintptr_t>(*pointer), static_cast<size_t>(bytes), 0,
                       &device_at(device), MemoryKind::imported, 0});
  Guard guard(lock);
  imported.value[*pointer] = {begin, length};
  return cudaSuccess;
}

bool is_imported(void *pointer) {
  Guard guard(lock);
  return imported.value.count(pointer) > 0;
}

cudaError_t unmap_imported(void *pointer) {
  Guard guard(lock);
  const auto found = imported.value.find(pointer);
  if (found == imported.value.end()) return cudaErrorInvalidValue;
  Allocation removed;
  unregister_allocation(pointer, MemoryKind::imported, MemoryKind::imported, &removed);
  munmap(found->second.begin, found->second.bytes);
  imported.value.erase(found);
  return cudaSuccess;
}

}  // namespace jarip
