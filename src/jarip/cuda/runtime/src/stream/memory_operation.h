// Writing words to memory and waiting for what words hold, in the order of a stream.
#pragma once

#include "api.h"
#include "base/array.h"
#include "stream/polled_operation.h"

namespace jarip {

using MemoryOperation = CUstreamBatchMemOpParams;

// Some of them, one after the other, as one operation of a stream.
class MemoryOperations final : public PolledOperation {
 public:
  MemoryOperations(const MemoryOperation *first, size_t count) {
    for (size_t index = 0; index < count; ++index) list_.push(first[index]);
  }

  Operation *clone() const override { return new MemoryOperations(&list_[0], list_.size()); }
  void describe(cudaGraphNodeParams *parameters) const override;
  bool advance() override;

  const Array<MemoryOperation> &list() const { return list_; }

 private:
  Array<MemoryOperation> list_;
  size_t done_ = 0;
};

constexpr auto kMemoryOperationsNode =
    static_cast<cudaGraphNodeType>(CU_GRAPH_NODE_TYPE_BATCH_MEM_OP);

// cudaErrorInvalidValue for an operation that does not exist, and for words that do not lie aligned
// in memory the runtime knows.
cudaError_t make_memory_operations(const MemoryOperation *operations, unsigned count,
                                   MemoryOperations **made);

}  // namespace jarip
