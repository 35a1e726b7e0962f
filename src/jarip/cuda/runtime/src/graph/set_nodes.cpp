// Nodes that set memory, and nodes that call a function of the program.
#include "graph/graph.h"
#include "graph/patterns.h"
#include "memory/set.h"
#include "stream/host_function.h"

namespace jarip {

cudaError_t make_set_pattern(const cudaMemsetParams *parameters, Operation **pattern) {
  if (parameters == nullptr) return cudaErrorInvalidValue;
  const size_t width = parameters->width * parameters->elementSize;
  return make_set({parameters->dst, parameters->value, parameters->elementSize,
                   Rows{width, parameters->height, 1}, parameters->pitch,
                   parameters->pitch * parameters->height},
                  pattern);
}

cudaError_t make_host_pattern(const cudaHostNodeParams *parameters, Operation **pattern) {
  if (parameters == nullptr || parameters->fn == nullptr) return cudaErrorInvalidValue;
  *pattern = make_host_function(parameters->fn, parameters->userData);
  return cudaSuccess;
}

}  // namespace jarip

using jarip::GraphNode;
using jarip::Operation;
using jarip::record;

extern "C" cudaError_t cudaGraphAddMemsetNode(cudaGraphNode_t *node, cudaGraph_t graph,
                                              const cudaGraphNode_t *before, size_t count,
                                              const cudaMemsetParams *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_set_pattern(parameters, &pattern);
  return record(jarip::add_pattern_node(error, pattern, graph, before, count, node));
}

extern "C" cudaError_t cudaGraphMemsetNodeGetParams(cudaGraphNode_t handle,
                                                    cudaMemsetParams *parameters) {
  JARIP_ENTER();
  const GraphNode *node = jarip::resolve_node(handle);
  if (node == nullptr || node->parameters.type != cudaGraphNodeTypeMemset ||
      parameters == nullptr) {
    return record(cudaErrorInvalidValue);
  }
  const cudaMemsetParamsV2 &own = node->parameters.memset;
  *parameters = {own.dst, own.pitch, own.value, own.elementSize, own.width, own.height};
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphMemsetNodeSetParams(cudaGraphNode_t node,
                                                    const cudaMemsetParams *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_set_pattern(parameters, &pattern);
  return record(jarip::replace_pattern(error, pattern, node, cudaGraphNodeTypeMemset));
}

extern "C" cudaError_t cudaGraphExecMemsetNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node,
                                                        const cudaMemsetParams *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_set_pattern(parameters, &pattern);
  return record(jarip::replace_exec_pattern(error, pattern, exec, node, cudaGraphNodeTypeMemset));
}

extern "C" cudaError_t cudaGraphAddHostNode(cudaGraphNode_t *node, cudaGraph_t graph,
                                            const cudaGraphNode_t *before, size_t count,
                                            const cudaHostNodeParams *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_host_pattern(parameters, &pattern);
  return record(jarip::add_pattern_node(error, pattern, graph, before, count, node));
}

extern "C" cudaError_t cudaGraphHostNodeGetParams(cudaGraphNode_t handle,
                                                  cudaHostNodeParams *parameters) {
  JARIP_ENTER();
  const GraphNode *node = jarip::resolve_node(handle);
  if (node == nullptr || node->parameters.type != cudaGraphNodeTypeHost || parameters == nullptr) {
    return record(cudaErrorInvalidValue);
  }
  *parameters = {node->parameters.host.fn, node->parameters.host.userData};
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphHostNodeSetParams(cudaGraphNode_t node,
                                                  const cudaHostNodeParams *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_host_pattern(parameters, &pattern);
  return record(jarip::replace_pattern(error, pattern, node, cudaGraphNodeTypeHost));
}

extern "C" cudaError_t cudaGraphExecHostNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node,
                                                      const cudaHostNodeParams *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_host_pattern(parameters, &pattern);
  return record(jarip::replace_exec_pattern(error, pattern, exec, node, cudaGraphNodeTypeHost));
}
