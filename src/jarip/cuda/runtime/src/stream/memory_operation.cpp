#include "stream/memory_operation.h"

#include <type_traits>

#include "memory/checked_range.h"

namespace jarip {

namespace {

bool is_wide(const MemoryOperation &operation) {
  return operation.operation == CU_STREAM_MEM_OP_WAIT_VALUE_64 ||
         operation.operation == CU_STREAM_MEM_OP_WRITE_VALUE_64;
}

bool is_wait(const MemoryOperation &operation) {
  return operation.operation == CU_STREAM_MEM_OP_WAIT_VALUE_32 ||
         operation.operation == CU_STREAM_MEM_OP_WAIT_VALUE_64;
}

bool is_write(const MemoryOperation &operation) {
  return operation.operation == CU_STREAM_MEM_OP_WRITE_VALUE_32 ||
         operation.operation == CU_STREAM_MEM_OP_WRITE_VALUE_64;
}

template <typename Value>
bool holds(CUdeviceptr address, Value value, unsigned flags) {
  const Value now = __atomic_load_n(reinterpret_cast<const Value *>(address), __ATOMIC_ACQUIRE);
  switch (flags & ~unsigned{CU_STREAM_WAIT_VALUE_FLUSH}) {
    case CU_STREAM_WAIT_VALUE_GEQ:
      // Cyclic: the sign of the difference.
      return static_cast<std::make_signed_t<Value>>(now - value) >= 0;
    case CU_STREAM_WAIT_VALUE_EQ:
      return now == value;
    case CU_STREAM_WAIT_VALUE_AND:
      return (now & value) != 0;
    default:  // CU_STREAM_WAIT_VALUE_NOR
      return ~(now | value) != 0;
  }
}

template <typename Value>
void write(CUdeviceptr address, Value value) {
  __atomic_store_n(reinterpret_cast<Value *>(address), value, __ATOMIC_SEQ_CST);
}

bool perform(const MemoryOperation &operation) {
  const auto &wait = operation.waitValue;
  const auto &store = operation.writeValue;
  switch (operation.operation) {
    case CU_STREAM_MEM_OP_WAIT_VALUE_32:
      return holds<cuuint32_t>(wait.address, wait.value, wait.flags);
    case CU_STREAM_MEM_OP_WAIT_VALUE_64:
      return holds<cuuint64_t>(wait.address, wait.value64, wait.flags);
    case CU_STREAM_MEM_OP_WRITE_VALUE_32:
      write<cuuint32_t>(store.address, store.value);
      return true;
    case CU_STREAM_MEM_OP_WRITE_VALUE_64:
      write<cuuint64_t>(store.address, store.value64);
      return true;
    default:  // barriers and flushes: memory is coherent, and operations are in order
      __atomic_thread_fence(__ATOMIC_SEQ_CST);
      return true;
  }
}

bool valid(const MemoryOperation &operation) {
  if (operation.operation == CU_STREAM_MEM_OP_BARRIER ||
      operation.operation == CU_STREAM_MEM_OP_FLUSH_REMOTE_WRITES) {
    return true;
  }
  if (!is_wait(operation) && !is_write(operation)) return false;
  const CUdeviceptr address = operation.writeValue.address;  // both kinds have it there
  const size_t bytes = is_wide(operation) ? sizeof(cuuint64_t) : sizeof(cuuint32_t);
  const unsigned known = is_wait(operation)
                             ? unsigned{CU_STREAM_WAIT_VALUE_NOR} | CU_STREAM_WAIT_VALUE_FLUSH
                             : unsigned{CU_STREAM_WRITE_VALUE_NO_MEMORY_BARRIER};
  const Range range = check_range(reinterpret_cast<const void *>(address), bytes);
  return address % bytes == 0 && range.acceptable(true) &&
         (operation.writeValue.flags & ~known) == 0;
}

}  // namespace

bool MemoryOperations::advance() {
  while (done_ < list_.size() && perform(list_[done_])) ++done_;
  return done_ == list_.size();
}

void MemoryOperations::describe(cudaGraphNodeParams *parameters) const {
  parameters->type = kMemoryOperationsNode;
}

cudaError_t make_memory_operations(const MemoryOperation *operations, unsigned count,
                                   MemoryOperations **made) {
  constexpr unsigned kMost = 256;
  if (operations == nullptr || count == 0 || count > kMost) return cudaErrorInvalidValue;
  for (unsigned index = 0; index < count; ++index) {
    if (!valid(operations[index])) return cudaErrorInvalidValue;
  }
  *made = new MemoryOperations(operations, count);
  return cudaSuccess;
}

}  // namespace jarip
