// cudaGraphExecUpdate: giving an executable graph the parameters of another graph of the same
// shape.
#include "graph/exec.h"

namespace jarip {

namespace {

// What keeps `fresh` from taking the place of `old`; success if nothing does. The places in the
// list of the fresh one's predecessors are `shift` further in the old one's.
cudaGraphExecUpdateResult compare(const ExecNode &old, const ExecNode &fresh, size_t shift) {
  if (old.type != fresh.type) return cudaGraphExecUpdateErrorNodeTypeChanged;
  if (old.before.size() != fresh.before.size()) return cudaGraphExecUpdateErrorTopologyChanged;
  for (size_t index = 0; index < old.before.size(); ++index) {
    if (old.before[index] != fresh.before[index] + shift) {
      return cudaGraphExecUpdateErrorTopologyChanged;
    }
  }
  return cudaGraphExecUpdateSuccess;
}

// `source` stays: what the program knows are the nodes of the graph it instantiated.
void take_over(ExecNode *old, ExecNode *fresh) {
  Operation *pattern = old->pattern;
  old->pattern = fresh->pattern;
  fresh->pattern = pattern;
  old->event = fresh->event;
}

cudaGraphExecUpdateResult update(GraphExec &exec, GraphExec &fresh, const GraphNode **culprit) {
  if (exec.nodes.size() != fresh.nodes.size()) return cudaGraphExecUpdateErrorTopologyChanged;
  for (size_t index = 0; index < exec.nodes.size(); ++index) {
    const cudaGraphExecUpdateResult result = compare(*exec.nodes[index], *fresh.nodes[index], 0);
    if (result == cudaGraphExecUpdateSuccess) continue;
    *culprit = fresh.nodes[index]->source;
    return result;
  }
  for (size_t index = 0; index < exec.nodes.size(); ++index) {
    take_over(exec.nodes[index], fresh.nodes[index]);
  }
  return cudaGraphExecUpdateSuccess;
}

// The nodes of a child graph lie together in the list, in the order of the child instantiated
// alone, the last of them standing for the child node itself.
bool update_child(GraphExec &exec, const GraphNode &node, GraphExec &fresh) {
  size_t end = 0;
  while (end < exec.nodes.size() && exec.nodes[end]->source != &node) ++end;
  const size_t count = fresh.nodes.size();
  if (end == exec.nodes.size() || end + 1 < count) return false;
  const size_t begin = end + 1 - count;
  for (size_t index = 1; index + 1 < count; ++index) {
    const ExecNode &old = *exec.nodes[begin + index];
    if (compare(old, *fresh.nodes[index], begin) != cudaGraphExecUpdateSuccess) return false;
  }
  for (size_t index = 1; index + 1 < count; ++index) {
    take_over(exec.nodes[begin + index], fresh.nodes[index]);
  }
  return true;
}

}  // namespace

}  // namespace jarip

using jarip::record;

extern "C" cudaError_t cudaGraphExecUpdate(cudaGraphExec_t handle, cudaGraph_t graph_handle,
                                           cudaGraphExecUpdateResultInfo *information) {
  JARIP_ENTER();
  jarip::GraphExec *exec = jarip::resolve_exec(handle);
  const jarip::Graph *graph = jarip::resolve_graph(graph_handle);
  if (exec == nullptr || graph == nullptr) return record(cudaErrorInvalidValue);
  jarip::GraphExec *fresh = nullptr;
  const cudaError_t error = jarip::instantiate(*graph, exec->flags, &fresh);
  if (error != cudaSuccess) return record(error);
  const jarip::GraphNode *culprit = nullptr;
  const cudaGraphExecUpdateResult result = jarip::update(*exec, *fresh, &culprit);
  jarip::destroy_exec(*fresh);
  if (information != nullptr) {
    auto *node = const_cast<jarip::GraphNode *>(culprit);
    *information = {result, reinterpret_cast<cudaGraphNode_t>(node), nullptr};
  }
  return record(result == cudaGraphExecUpdateSuccess ? cudaSuccess
                                                     : cudaErrorGraphExecUpdateFailure);
}

// As an update of the one node's graph.
extern "C" cudaError_t cudaGraphExecChildGraphNodeSetParams(cudaGraphExec_t handle,
                                                            cudaGraphNode_t node_handle,
                                                            cudaGraph_t child_handle) {
  JARIP_ENTER();
  jarip::GraphExec *exec = jarip::resolve_exec(handle);
  const jarip::GraphNode *node = jarip::resolve_node(node_handle);
  const jarip::Graph *child = jarip::resolve_graph(child_handle);
  if (exec == nullptr || node == nullptr || node->child == nullptr || child == nullptr) {
    return record(cudaErrorInvalidValue);
  }
  jarip::GraphExec *fresh = nullptr;
  const cudaError_t error = jarip::instantiate(*child, 0, &fresh);
  if (error != cudaSuccess) return record(error);
  const bool updated = jarip::update_child(*exec, *node, *fresh);
  jarip::destroy_exec(*fresh);
  return record(updated ? cudaSuccess : cudaErrorGraphExecUpdateFailure);
}
