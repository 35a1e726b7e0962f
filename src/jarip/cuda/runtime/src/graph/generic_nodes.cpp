// cudaGraphAddNode and the calls that take the parameters of any type of node.
#include "graph/conditional_node.h"
#include "graph/exec.h"
#include "graph/graph.h"
#include "graph/patterns.h"

namespace jarip {

namespace {

// Patterns of the types that have one; *pattern stays nullptr for others.
cudaError_t make_pattern(const cudaGraphNodeParams &parameters, Operation **pattern) {
  switch (parameters.type) {
    case cudaGraphNodeTypeKernel: {
      const cudaKernelNodeParamsV2 &p = parameters.kernel;
      const cudaKernelNodeParams kernel = {p.func,           p.gridDim,      p.blockDim,
                                           p.sharedMemBytes, p.kernelParams, p.extra};
      return make_kernel_pattern(&kernel, pattern);
    }
    case cudaGraphNodeTypeMemcpy:
      return make_copy_pattern(&parameters.memcpy.copyParams, pattern);
    case cudaGraphNodeTypeMemset: {
      const cudaMemsetParamsV2 &p = parameters.memset;
      const cudaMemsetParams set = {p.dst, p.pitch, p.value, p.elementSize, p.width, p.height};
      return make_set_pattern(&set, pattern);
    }
    case cudaGraphNodeTypeHost: {
      const cudaHostNodeParams host = {parameters.host.fn, parameters.host.userData};
      return make_host_pattern(&host, pattern);
    }
    default:
      return cudaSuccess;
  }
}

cudaError_t add_allocation(cudaGraphNode_t *node, cudaGraph_t graph, const cudaGraphNode_t *before,
                           size_t count, cudaMemAllocNodeParamsV2 *parameters) {
  cudaMemAllocNodeParams own = {parameters->poolProps, parameters->accessDescs,
                                parameters->accessDescCount, parameters->bytesize, nullptr};
  const cudaError_t error = cudaGraphAddMemAllocNode(node, graph, before, count, &own);
  parameters->dptr = own.dptr;
  return error;
}

cudaError_t add_any(cudaGraphNode_t *node, cudaGraph_t graph, const cudaGraphNode_t *before,
                    size_t count, cudaGraphNodeParams *parameters) {
  if (parameters == nullptr) return cudaErrorInvalidValue;
  switch (parameters->type) {
    case cudaGraphNodeTypeEmpty:
      return cudaGraphAddEmptyNode(node, graph, before, count);
    case cudaGraphNodeTypeGraph:
      return cudaGraphAddChildGraphNode(node, graph, before, count, parameters->graph.graph);
    case cudaGraphNodeTypeEventRecord:
      return cudaGraphAddEventRecordNode(node, graph, before, count, parameters->eventRecord.event);
    case cudaGraphNodeTypeWaitEvent:
      return cudaGraphAddEventWaitNode(node, graph, before, count, parameters->eventWait.event);
    case cudaGraphNodeTypeMemAlloc:
      return add_allocation(node, graph, before, count, &parameters->alloc);
    case cudaGraphNodeTypeMemFree:
      return cudaGraphAddMemFreeNode(node, graph, before, count, parameters->free.dptr);
    case cudaGraphNodeTypeConditional:
      return jarip::add_conditional(node, graph, before, count, &parameters->conditional);
    default:
      break;
  }
  Operation *pattern = nullptr;
  const cudaError_t error = make_pattern(*parameters, &pattern);
  if (error == cudaSuccess && pattern == nullptr) return cudaErrorNotSupported;
  return add_pattern_node(error, pattern, graph, before, count, node);
}

}  // namespace

}  // namespace jarip

using jarip::ExecNode;
using jarip::Operation;
using jarip::record;

extern "C" cudaError_t cudaGraphAddNode(cudaGraphNode_t *node, cudaGraph_t graph,
                                        const cudaGraphNode_t *before, size_t count,
                                        cudaGraphNodeParams *parameters) {
  JARIP_ENTER();
  return record(jarip::add_any(node, graph, before, count, parameters));
}

// Edges with data are for programmatic launches, which start early on a GPU; here all are whole.
extern "C" cudaError_t cudaGraphAddNode_v2(cudaGraphNode_t *node, cudaGraph_t graph,
                                           const cudaGraphNode_t *before, const cudaGraphEdgeData *,
                                           size_t count, cudaGraphNodeParams *parameters) {
  JARIP_ENTER();
  return record(jarip::add_any(node, graph, before, count, parameters));
}

extern "C" cudaError_t cudaGraphNodeSetParams(cudaGraphNode_t node,
                                              cudaGraphNodeParams *parameters) {
  JARIP_ENTER();
  if (parameters == nullptr) return record(cudaErrorInvalidValue);
  if (parameters->type == cudaGraphNodeTypeEventRecord) {
    return cudaGraphEventRecordNodeSetEvent(node, parameters->eventRecord.event);
  }
  if (parameters->type == cudaGraphNodeTypeWaitEvent) {
    return cudaGraphEventWaitNodeSetEvent(node, parameters->eventWait.event);
  }
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_pattern(*parameters, &pattern);
  if (error == cudaSuccess && pattern == nullptr) return record(cudaErrorNotSupported);
  return record(jarip::replace_pattern(error, pattern, node, parameters->type));
}

extern "C" cudaError_t cudaGraphExecNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node,
                                                  cudaGraphNodeParams *parameters) {
  JARIP_ENTER();
  if (parameters == nullptr) return record(cudaErrorInvalidValue);
  if (parameters->type == cudaGraphNodeTypeEventRecord) {
    return cudaGraphExecEventRecordNodeSetEvent(exec, node, parameters->eventRecord.event);
  }
  if (parameters->type == cudaGraphNodeTypeWaitEvent) {
    return cudaGraphExecEventWaitNodeSetEvent(exec, node, parameters->eventWait.event);
  }
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_pattern(*parameters, &pattern);
  if (error == cudaSuccess && pattern == nullptr) return record(cudaErrorNotSupported);
  return record(jarip::replace_exec_pattern(error, pattern, exec, node, parameters->type));
}

extern "C" cudaError_t cudaGraphNodeSetEnabled(cudaGraphExec_t exec, cudaGraphNode_t handle,
                                               unsigned int enabled) {
  JARIP_ENTER();
  ExecNode *node = jarip::find_exec_node(exec, handle);
  if (node == nullptr) return record(cudaErrorInvalidValue);
  node->enabled = enabled != 0;
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphNodeGetEnabled(cudaGraphExec_t exec, cudaGraphNode_t handle,
                                               unsigned int *enabled) {
  JARIP_ENTER();
  const ExecNode *node = jarip::find_exec_node(exec, handle);
  if (node == nullptr || enabled == nullptr) return record(cudaErrorInvalidValue);
  *enabled = node->enabled ? 1 : 0;
  return cudaSuccess;
}
