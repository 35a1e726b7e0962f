// cuPointerGetAttribute: what is known about the memory a pointer points to.
#include "driver/call.h"
#include "memory/pool.h"
#include "memory/registry.h"

using jarip::in_context;

namespace {

using jarip::Allocation;
using jarip::MemoryKind;

bool on_host(const Allocation &memory) {
  return memory.kind == MemoryKind::pinned || memory.kind == MemoryKind::registered;
}

bool managed(const Allocation &memory) {
  return memory.kind == MemoryKind::managed || memory.kind == MemoryKind::managed_variable;
}

// What host and device share is the host's memory here as well.
CUresult host_pointer(const Allocation &memory, CUdeviceptr pointer, void *data) {
  if (!on_host(memory) && !managed(memory)) return CUDA_ERROR_INVALID_VALUE;
  *static_cast<CUdeviceptr *>(data) = pointer;
  return CUDA_SUCCESS;
}

template <typename Value>
CUresult give(void *data, Value value) {
  *static_cast<Value *>(data) = value;
  return CUDA_SUCCESS;
}

CUresult get(void *data, CUpointer_attribute attribute, CUdeviceptr pointer) {
  Allocation memory;
  if (data == nullptr || !jarip::find_allocation(jarip::at(pointer), &memory)) {
    return CUDA_ERROR_INVALID_VALUE;
  }
  switch (attribute) {
    case CU_POINTER_ATTRIBUTE_CONTEXT:
      return give<CUcontext>(data, &jarip::primary_context(*memory.device));
    case CU_POINTER_ATTRIBUTE_MEMORY_TYPE:
      return give<unsigned>(data, on_host(memory) ? CU_MEMORYTYPE_HOST : CU_MEMORYTYPE_DEVICE);
    case CU_POINTER_ATTRIBUTE_DEVICE_POINTER:
      return give<CUdeviceptr>(data, pointer);
    case CU_POINTER_ATTRIBUTE_HOST_POINTER:
      return host_pointer(memory, pointer, data);
    case CU_POINTER_ATTRIBUTE_SYNC_MEMOPS:
      return give<unsigned>(data, 0);
    case CU_POINTER_ATTRIBUTE_BUFFER_ID:
    case CU_POINTER_ATTRIBUTE_MEMORY_BLOCK_ID:
      return give<unsigned long long>(data, memory.begin);
    case CU_POINTER_ATTRIBUTE_IS_MANAGED:
      return give<unsigned>(data, managed(memory));
    case CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL:
      return give<int>(data, memory.device->index);
    case CU_POINTER_ATTRIBUTE_IS_LEGACY_CUDA_IPC_CAPABLE:
      return give<unsigned>(data, memory.kind == MemoryKind::device);
    case CU_POINTER_ATTRIBUTE_RANGE_START_ADDR:
    case CU_POINTER_ATTRIBUTE_MAPPING_BASE_ADDR:
      return give<CUdeviceptr>(data, memory.begin);
    case CU_POINTER_ATTRIBUTE_RANGE_SIZE:
    case CU_POINTER_ATTRIBUTE_MAPPING_SIZE:
      return give<size_t>(data, memory.bytes);
    case CU_POINTER_ATTRIBUTE_MAPPED:
      return give<unsigned>(data, 1);
    case CU_POINTER_ATTRIBUTE_ALLOWED_HANDLE_TYPES:
      return give<unsigned long long>(data, CU_MEM_HANDLE_TYPE_NONE);
    case CU_POINTER_ATTRIBUTE_IS_GPU_DIRECT_RDMA_CAPABLE:
      return give<unsigned>(data, 0);
    case CU_POINTER_ATTRIBUTE_ACCESS_FLAGS:
      return give<unsigned>(data, CU_MEM_ACCESS_FLAGS_PROT_READWRITE);
    case CU_POINTER_ATTRIBUTE_MEMPOOL_HANDLE:
      return give<CUmemoryPool>(data, reinterpret_cast<CUmemoryPool>(memory.pool));
    default:
      return CUDA_ERROR_INVALID_VALUE;
  }
}

// What cuPointerGetAttributes gives for memory it does not know: zeros.
size_t size_of(CUpointer_attribute attribute) {
  switch (attribute) {
    case CU_POINTER_ATTRIBUTE_MEMORY_TYPE:
    case CU_POINTER_ATTRIBUTE_SYNC_MEMOPS:
    case CU_POINTER_ATTRIBUTE_IS_MANAGED:
    case CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL:
    case CU_POINTER_ATTRIBUTE_IS_LEGACY_CUDA_IPC_CAPABLE:
    case CU_POINTER_ATTRIBUTE_MAPPED:
    case CU_POINTER_ATTRIBUTE_IS_GPU_DIRECT_RDMA_CAPABLE:
    case CU_POINTER_ATTRIBUTE_ACCESS_FLAGS:
      return sizeof(unsigned);
    default:
      return sizeof(unsigned long long);
  }
}

}  // namespace

extern "C" CUresult cuPointerGetAttribute(void *data, CUpointer_attribute attribute,
                                          CUdeviceptr pointer) {
  return in_context([&] { return get(data, attribute, pointer); });
}

extern "C" CUresult cuPointerGetAttributes(unsigned int count, CUpointer_attribute *attributes,
                                           void **data, CUdeviceptr pointer) {
  return in_context([&] {
    if (count == 0 || attributes == nullptr || data == nullptr) return CUDA_ERROR_INVALID_VALUE;
    for (unsigned index = 0; index < count; ++index) {
      if (data[index] == nullptr) return CUDA_ERROR_INVALID_VALUE;
      if (get(data[index], attributes[index], pointer) == CUDA_SUCCESS) continue;
      memset(data[index], 0, size_of(attributes[index]));
      if (attributes[index] == CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL) {
        *static_cast<int *>(data[index]) = CU_DEVICE_INVALID;
      }
    }
    return CUDA_SUCCESS;
  });
}

// Copies are ordered as if it were set: the call is accepted for device memory.
extern "C" CUresult cuPointerSetAttribute(const void *value, CUpointer_attribute attribute,
                                          CUdeviceptr pointer) {
  return in_context([&] {
    Allocation memory;
    const bool known = jarip::find_allocation(jarip::at(pointer), &memory);
    const bool settable = attribute == CU_POINTER_ATTRIBUTE_SYNC_MEMOPS && value != nullptr;
    return known && settable ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
  });
}
