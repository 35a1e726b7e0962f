// Nodes that do nothing themselves: empty ones, child graphs, events.
#include "graph/exec.h"
#include "graph/graph.h"
#include "stream/event.h"

using jarip::ExecNode;
using jarip::Graph;
using jarip::GraphNode;
using jarip::record;
using jarip::resolve_event;
using jarip::resolve_graph;
using jarip::resolve_node;

namespace {

cudaError_t add(cudaGraphNode_t *handle, cudaGraph_t graph, const cudaGraphNode_t *before,
                size_t count, GraphNode **node) {
  if (handle == nullptr) return cudaErrorInvalidValue;
  const cudaError_t error = jarip::add_node(resolve_graph(graph), before, count, node);
  if (error == cudaSuccess) *handle = reinterpret_cast<cudaGraphNode_t>(*node);
  return error;
}

GraphNode *node_of_type(cudaGraphNode_t handle, cudaGraphNodeType type) {
  GraphNode *node = resolve_node(handle);
  return node != nullptr && node->parameters.type == type ? node : nullptr;
}

// Both kinds of event nodes have the event in the same place.
cudaError_t add_event_node(cudaGraphNode_t *handle, cudaGraph_t graph,
                           const cudaGraphNode_t *before, size_t count, cudaEvent_t event,
                           cudaGraphNodeType type) {
  if (resolve_event(event) == nullptr) return cudaErrorInvalidResourceHandle;
  GraphNode *node = nullptr;
  const cudaError_t error = add(handle, graph, before, count, &node);
  if (error != cudaSuccess) return error;
  node->parameters.type = type;
  node->parameters.eventRecord.event = event;
  return cudaSuccess;
}

cudaError_t get_event(cudaGraphNode_t handle, cudaEvent_t *event, cudaGraphNodeType type) {
  const GraphNode *node = node_of_type(handle, type);
  if (node == nullptr || event == nullptr) return cudaErrorInvalidValue;
  *event = node->parameters.eventRecord.event;
  return cudaSuccess;
}

cudaError_t set_event(cudaGraphNode_t handle, cudaEvent_t event, cudaGraphNodeType type) {
  GraphNode *node = node_of_type(handle, type);
  if (node == nullptr || resolve_event(event) == nullptr) return cudaErrorInvalidValue;
  node->parameters.eventRecord.event = event;
  return cudaSuccess;
}

cudaError_t set_exec_event(cudaGraphExec_t exec, cudaGraphNode_t handle, cudaEvent_t event,
                           cudaGraphNodeType type) {
  ExecNode *node = jarip::find_exec_node(exec, handle, type);
  if (node == nullptr || resolve_event(event) == nullptr) return cudaErrorInvalidValue;
  node->event = event;
  return cudaSuccess;
}

}  // namespace

extern "C" cudaError_t cudaGraphAddEmptyNode(cudaGraphNode_t *handle, cudaGraph_t graph,
                                             const cudaGraphNode_t *before, size_t count) {
  JARIP_ENTER();
  GraphNode *node = nullptr;
  return record(add(handle, graph, before, count, &node));
}

// The child is copied: the caller's graph stays its own.
extern "C" cudaError_t cudaGraphAddChildGraphNode(cudaGraphNode_t *handle, cudaGraph_t graph,
                                                  const cudaGraphNode_t *before, size_t count,
                                                  cudaGraph_t child_handle) {
  JARIP_ENTER();
  const Graph *child = resolve_graph(child_handle);
  if (child == nullptr || child->memory != nullptr || !child->conditions.empty()) {
    return record(cudaErrorInvalidValue);
  }
  GraphNode *node = nullptr;
  const cudaError_t error = add(handle, graph, before, count, &node);
  if (error != cudaSuccess) return record(error);
  node->child = jarip::clone_graph(*child);
  node->parameters.type = cudaGraphNodeTypeGraph;
  node->parameters.graph.graph = reinterpret_cast<cudaGraph_t>(node->child);
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphChildGraphNodeGetGraph(cudaGraphNode_t handle, cudaGraph_t *graph) {
  JARIP_ENTER();
  const GraphNode *node = node_of_type(handle, cudaGraphNodeTypeGraph);
  if (node == nullptr || graph == nullptr) return record(cudaErrorInvalidValue);
  *graph = reinterpret_cast<cudaGraph_t>(node->child);
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphAddEventRecordNode(cudaGraphNode_t *node, cudaGraph_t graph,
                                                   const cudaGraphNode_t *before, size_t count,
                                                   cudaEvent_t event) {
  JARIP_ENTER();
  return record(add_event_node(node, graph, before, count, event, cudaGraphNodeTypeEventRecord));
}

extern "C" cudaError_t cudaGraphEventRecordNodeGetEvent(cudaGraphNode_t node, cudaEvent_t *event) {
  JARIP_ENTER();
  return record(get_event(node, event, cudaGraphNodeTypeEventRecord));
}

extern "C" cudaError_t cudaGraphEventRecordNodeSetEvent(cudaGraphNode_t node, cudaEvent_t event) {
  JARIP_ENTER();
  return record(set_event(node, event, cudaGraphNodeTypeEventRecord));
}

extern "C" cudaError_t cudaGraphExecEventRecordNodeSetEvent(cudaGraphExec_t exec,
                                                            cudaGraphNode_t node,
                                                            cudaEvent_t event) {
  JARIP_ENTER();
  return record(set_exec_event(exec, node, event, cudaGraphNodeTypeEventRecord));
}

extern "C" cudaError_t cudaGraphAddEventWaitNode(cudaGraphNode_t *node, cudaGraph_t graph,
                                                 const cudaGraphNode_t *before, size_t count,
                                                 cudaEvent_t event) {
  JARIP_ENTER();
  return record(add_event_node(node, graph, before, count, event, cudaGraphNodeTypeWaitEvent));
}

extern "C" cudaError_t cudaGraphEventWaitNodeGetEvent(cudaGraphNode_t node, cudaEvent_t *event) {
  JARIP_ENTER();
  return record(get_event(node, event, cudaGraphNodeTypeWaitEvent));
}

extern "C" cudaError_t cudaGraphEventWaitNodeSetEvent(cudaGraphNode_t node, cudaEvent_t event) {
  JARIP_ENTER();
  return record(set_event(node, event, cudaGraphNodeTypeWaitEvent));
}

extern "C" cudaError_t cudaGraphExecEventWaitNodeSetEvent(cudaGraphExec_t exec,
                                                          cudaGraphNode_t node, cudaEvent_t event) {
  JARIP_ENTER();
  return record(set_exec_event(exec, node, event, cudaGraphNodeTypeWaitEvent));
}
