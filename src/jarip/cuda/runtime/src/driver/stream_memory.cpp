// cuStreamWriteValue, cuStreamWaitValue and their batches; the same as nodes of graphs.
#include "driver/call.h"
#include "graph/capture.h"
#include "graph/graph.h"
#include "graph/patterns.h"
#include "stream/memory_operation.h"
#include "stream/scheduler.h"
#include "stream/stream.h"

using jarip::in_context;
using jarip::MemoryOperation;
using jarip::MemoryOperations;

namespace {

cudaError_t submit(CUstream handle, const MemoryOperation *operations, unsigned count) {
  jarip::Stream *stream = jarip::resolve_stream(handle);
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  const cudaError_t conflict = jarip::check_capture(*stream, false);
  if (conflict != cudaSuccess) return conflict;
  MemoryOperations *made = nullptr;
  const cudaError_t error = jarip::make_memory_operations(operations, count, &made);
  if (error == cudaSuccess) jarip::submit(*made, *stream);
  return error;
}

MemoryOperation wait_for(CUstreamBatchMemOpType type, CUdeviceptr pointer, cuuint64_t value,
                         unsigned flags) {
  MemoryOperation operation{};
  operation.waitValue.operation = type;
  operation.waitValue.address = pointer;
  operation.waitValue.value64 = value;
  operation.waitValue.flags = flags;
  return operation;
}

MemoryOperation write_to(CUstreamBatchMemOpType type, CUdeviceptr pointer, cuuint64_t value,
                         unsigned flags) {
  MemoryOperation operation{};
  operation.writeValue.operation = type;
  operation.writeValue.address = pointer;
  operation.writeValue.value64 = value;
  operation.writeValue.flags = flags;
  return operation;
}

cudaError_t submit(CUstream stream, const MemoryOperation &operation) {
  return submit(stream, &operation, 1);
}

cudaError_t make_pattern(const CUDA_BATCH_MEM_OP_NODE_PARAMS *parameters,
                         jarip::Operation **pattern) {
  if (parameters == nullptr || parameters->flags != 0) return cudaErrorInvalidValue;
  MemoryOperations *made = nullptr;
  const cudaError_t error =
      jarip::make_memory_operations(parameters->paramArray, parameters->count, &made);
  *pattern = made;
  return error;
}

}  // namespace

extern "C" CUresult cuStreamWaitValue32(CUstream stream, CUdeviceptr pointer, cuuint32_t value,
                                        unsigned int flags) {
  return in_context([&] {
    return submit(stream, wait_for(CU_STREAM_MEM_OP_WAIT_VALUE_32, pointer, value, flags));
  });
}
JARIP_VERSION(cuStreamWaitValue32, v2)

extern "C" CUresult cuStreamWaitValue64(CUstream stream, CUdeviceptr pointer, cuuint64_t value,
                                        unsigned int flags) {
  return in_context([&] {
    return submit(stream, wait_for(CU_STREAM_MEM_OP_WAIT_VALUE_64, pointer, value, flags));
  });
}
JARIP_VERSION(cuStreamWaitValue64, v2)

extern "C" CUresult cuStreamWriteValue32(CUstream stream, CUdeviceptr pointer, cuuint32_t value,
                                         unsigned int flags) {
  return in_context([&] {
    return submit(stream, write_to(CU_STREAM_MEM_OP_WRITE_VALUE_32, pointer, value, flags));
  });
}
JARIP_VERSION(cuStreamWriteValue32, v2)

extern "C" CUresult cuStreamWriteValue64(CUstream stream, CUdeviceptr pointer, cuuint64_t value,
                                         unsigned int flags) {
  return in_context([&] {
    return submit(stream, write_to(CU_STREAM_MEM_OP_WRITE_VALUE_64, pointer, value, flags));
  });
}
JARIP_VERSION(cuStreamWriteValue64, v2)

extern "C" CUresult cuStreamBatchMemOp(CUstream stream, unsigned int count,
                                       CUstreamBatchMemOpParams *operations, unsigned int flags) {
  return in_context([&] {
    return flags == 0 ? submit(stream, operations, count) : cudaErrorInvalidValue;
  });
}
JARIP_VERSION(cuStreamBatchMemOp, v2)

extern "C" CUresult cuGraphAddBatchMemOpNode(CUgraphNode *node, CUgraph graph,
                                             const CUgraphNode *before, size_t count,
                                             const CUDA_BATCH_MEM_OP_NODE_PARAMS *parameters) {
  return in_context([&] {
    jarip::Operation *pattern = nullptr;
    const cudaError_t error = make_pattern(parameters, &pattern);
    return jarip::add_pattern_node(error, pattern, graph, before, count, node);
  });
}

// The operations are pointed to where the node has them.
extern "C" CUresult cuGraphBatchMemOpNodeGetParams(CUgraphNode handle,
                                                   CUDA_BATCH_MEM_OP_NODE_PARAMS *parameters) {
  return in_context([&] {
    const jarip::GraphNode *node = jarip::resolve_node(handle);
    const bool has_some =
        node != nullptr && node->parameters.type == jarip::kMemoryOperationsNode;
    if (!has_some || parameters == nullptr) return CUDA_ERROR_INVALID_VALUE;
    const auto &list = static_cast<const MemoryOperations *>(node->pattern)->list();
    *parameters = {&jarip::primary_context(jarip::current_device()),
                   static_cast<unsigned>(list.size()), const_cast<MemoryOperation *>(&list[0]), 0};
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuGraphBatchMemOpNodeSetParams(
    CUgraphNode node, const CUDA_BATCH_MEM_OP_NODE_PARAMS *parameters) {
  return in_context([&] {
    jarip::Operation *pattern = nullptr;
    const cudaError_t error = make_pattern(parameters, &pattern);
    return jarip::replace_pattern(error, pattern, node, jarip::kMemoryOperationsNode);
  });
}

extern "C" CUresult cuGraphExecBatchMemOpNodeSetParams(
    CUgraphExec exec, CUgraphNode node, const CUDA_BATCH_MEM_OP_NODE_PARAMS *parameters) {
  return in_context([&] {
    jarip::Operation *pattern = nullptr;
    const cudaError_t error = make_pattern(parameters, &pattern);
    return jarip::replace_exec_pattern(error, pattern, exec, node, jarip::kMemoryOperationsNode);
  });
}
