// Nodes that signal semaphores of other APIs, and nodes that wait for them.
#include "external/semaphore.h"
#include "graph/graph.h"
#include "graph/patterns.h"

namespace jarip {

namespace {

cudaError_t make_pattern(const cudaExternalSemaphoreSignalNodeParams *p, Operation **pattern) {
  if (p == nullptr) return cudaErrorInvalidValue;
  return make_signal(p->extSemArray, p->paramsArray, p->numExtSems, pattern);
}

cudaError_t make_pattern(const cudaExternalSemaphoreWaitNodeParams *p, Operation **pattern) {
  if (p == nullptr) return cudaErrorInvalidValue;
  return make_wait(p->extSemArray, p->paramsArray, p->numExtSems, pattern);
}

// The arrays are pointed to where the node has them.
template <typename Parameters>
cudaError_t get(cudaGraphNode_t handle, cudaGraphNodeType type, Parameters *parameters) {
  const GraphNode *node = resolve_node(handle);
  if (node == nullptr || node->parameters.type != type || parameters == nullptr) {
    return cudaErrorInvalidValue;
  }
  static_cast<const SemaphoreOperation *>(node->pattern)->fill(parameters);
  return cudaSuccess;
}

}  // namespace

}  // namespace jarip

using jarip::Operation;
using jarip::record;

extern "C" cudaError_t cudaGraphAddExternalSemaphoresSignalNode(
    cudaGraphNode_t *node, cudaGraph_t graph, const cudaGraphNode_t *before, size_t count,
    const cudaExternalSemaphoreSignalNodeParams *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_pattern(parameters, &pattern);
  return record(jarip::add_pattern_node(error, pattern, graph, before, count, node));
}

extern "C" cudaError_t cudaGraphExternalSemaphoresSignalNodeGetParams(
    cudaGraphNode_t node, cudaExternalSemaphoreSignalNodeParams *parameters) {
  JARIP_ENTER();
  return record(jarip::get(node, cudaGraphNodeTypeExtSemaphoreSignal, parameters));
}

extern "C" cudaError_t cudaGraphExternalSemaphoresSignalNodeSetParams(
    cudaGraphNode_t node, const cudaExternalSemaphoreSignalNodeParams *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_pattern(parameters, &pattern);
  return record(jarip::replace_pattern(error, pattern, node, cudaGraphNodeTypeExtSemaphoreSignal));
}

extern "C" cudaError_t cudaGraphExecExternalSemaphoresSignalNodeSetParams(
    cudaGraphExec_t exec, cudaGraphNode_t node,
    const cudaExternalSemaphoreSignalNodeParams *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_pattern(parameters, &pattern);
  return record(jarip::replace_exec_pattern(error, pattern, exec, node,
                                            cudaGraphNodeTypeExtSemaphoreSignal));
}

extern "C" cudaError_t cudaGraphAddExternalSemaphoresWaitNode(
    cudaGraphNode_t *node, cudaGraph_t graph, const cudaGraphNode_t *before, size_t count,
    const cudaExternalSemaphoreWaitNodeParams *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_pattern(parameters, &pattern);
  return record(jarip::add_pattern_node(error, pattern, graph, before, count, node));
}

extern "C" cudaError_t cudaGraphExternalSemaphoresWaitNodeGetParams(
    cudaGraphNode_t node, cudaExternalSemaphoreWaitNodeParams *parameters) {
  JARIP_ENTER();
  return record(jarip::get(node, cudaGraphNodeTypeExtSemaphoreWait, parameters));
}

extern "C" cudaError_t cudaGraphExternalSemaphoresWaitNodeSetParams(
    cudaGraphNode_t node, const cudaExternalSemaphoreWaitNodeParams *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_pattern(parameters, &pattern);
  return record(jarip::replace_pattern(error, pattern, node, cudaGraphNodeTypeExtSemaphoreWait));
}

extern "C" cudaError_t cudaGraphExecExternalSemaphoresWaitNodeSetParams(
    cudaGraphExec_t exec, cudaGraphNode_t node,
    const cudaExternalSemaphoreWaitNodeParams *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_pattern(parameters, &pattern);
  return record(jarip::replace_exec_pattern(error, pattern, exec, node,
                                            cudaGraphNodeTypeExtSemaphoreWait));
}
