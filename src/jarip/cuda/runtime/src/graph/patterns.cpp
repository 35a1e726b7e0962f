#include "graph/patterns.h"

#include "graph/exec.h"
#include "graph/graph.h"

namespace jarip {

namespace {

cudaError_t refuse(cudaError_t error, Operation *pattern) {
  if (pattern != nullptr) pattern->drop();
  return error;
}

}  // namespace

cudaError_t add_pattern_node(cudaError_t error, Operation *pattern, cudaGraph_t graph,
                             const cudaGraphNode_t *before, size_t count, cudaGraphNode_t *handle) {
  if (error != cudaSuccess) return refuse(error, pattern);
  if (handle == nullptr) return refuse(cudaErrorInvalidValue, pattern);
  GraphNode *node = nullptr;
  const cudaError_t added = add_node(resolve_graph(graph), before, count, &node);
  if (added != cudaSuccess) return refuse(added, pattern);
  set_pattern(*node, pattern);
  *handle = reinterpret_cast<cudaGraphNode_t>(node);
  return cudaSuccess;
}

cudaError_t replace_pattern(cudaError_t error, Operation *pattern, cudaGraphNode_t handle,
                            cudaGraphNodeType type) {
  if (error != cudaSuccess) return refuse(error, pattern);
  GraphNode *node = resolve_node(handle);
  if (node == nullptr || node->parameters.type != type) {
    return refuse(cudaErrorInvalidValue, pattern);
  }
  set_pattern(*node, pattern);
  return cudaSuccess;
}

cudaError_t replace_exec_pattern(cudaError_t error, Operation *pattern, cudaGraphExec_t exec_handle,
                                 cudaGraphNode_t handle, cudaGraphNodeType type) {
  if (error != cudaSuccess) return refuse(error, pattern);
  ExecNode *node = find_exec_node(exec_handle, handle, type);
  if (node == nullptr) return refuse(cudaErrorInvalidValue, pattern);
  node->pattern->drop();
  node->pattern = pattern;
  return cudaSuccess;
}

}  // namespace jarip
