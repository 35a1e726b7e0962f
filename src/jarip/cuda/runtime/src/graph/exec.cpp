#include "graph/exec.h"

#include "graph/condition.h"
#include "graph/conditional_node.h"
#include "graph/memory_nodes.h"
#include "graph/user_object.h"

namespace jarip {

namespace {

constexpr uint32_t kMagic = 0x4a475258;  // "JGRX"

cudaEvent_t event_of(const cudaGraphNodeParams &parameters) {
  if (parameters.type == cudaGraphNodeTypeEventRecord) return parameters.eventRecord.event;
  if (parameters.type == cudaGraphNodeTypeWaitEvent) return parameters.eventWait.event;
  return nullptr;
}

// nullptr when it cannot be made.
Operation *pattern_of(const GraphNode *source) {
  if (source != nullptr && source->condition != nullptr) return instantiate_conditional(*source);
  return source != nullptr && source->pattern != nullptr ? source->pattern->clone() : new Marker();
}

uint32_t append(GraphExec &exec, const GraphNode *source) {
  auto *node = new ExecNode{};
  node->source = source;
  node->type = source != nullptr ? source->parameters.type : cudaGraphNodeTypeEmpty;
  node->event = source != nullptr ? event_of(source->parameters) : nullptr;
  node->pattern = pattern_of(source);
  node->enabled = true;
  exec.nodes.push(node);
  return static_cast<uint32_t>(exec.nodes.size() - 1);
}

// Appends the nodes of `graph` to the list; those without predecessors follow `begin`. Returns the
// place of one that follows all of them.
bool flatten(GraphExec &exec, const Graph &graph, uint32_t begin, const GraphNode *stands_for,
             uint32_t *end) {
  Array<GraphNode *> order;
  if (!topological_order(graph, &order)) return false;
  Array<uint32_t> places;  // of each node's end, by its place in the graph
  for (size_t index = 0; index < graph.nodes.size(); ++index) places.push(0);
  for (const GraphNode *node : order) {
    uint32_t place = append(exec, node->child == nullptr ? node : nullptr);
    ExecNode &added = *exec.nodes[place];
    if (added.pattern == nullptr) return false;
    for (const GraphNode *before : node->before) added.before.push(places[before->place]);
    if (node->before.empty()) added.before.push(begin);
    if (node->child != nullptr && !flatten(exec, *node->child, place, node, &place)) return false;
    places[node->place] = place;
  }
  *end = append(exec, stands_for);
  for (const GraphNode *node : order) {
    if (node->after.empty()) exec.nodes[*end]->before.push(places[node->place]);
  }
  if (order.empty()) exec.nodes[*end]->before.push(begin);
  return true;
}

}  // namespace

GraphExec *resolve_exec(cudaGraphExec_t handle) {
  auto *exec = reinterpret_cast<GraphExec *>(handle);
  return exec != nullptr && exec->magic == kMagic ? exec : nullptr;
}

cudaError_t instantiate(const Graph &graph, unsigned long long flags, GraphExec **result) {
  auto *exec = new GraphExec{};
  exec->magic = kMagic;
  exec->flags = flags;
  uint32_t end = 0;
  const uint32_t begin = append(*exec, nullptr);
  if (!graph.conditions.empty()) {
    exec->nodes[begin]->pattern->drop();
    exec->nodes[begin]->pattern = new ConditionReset(graph.conditions);
  }
  if (!flatten(*exec, graph, begin, nullptr, &end)) {
    destroy_exec(*exec);
    return cudaErrorInvalidValue;
  }
  exec->memory = graph.memory;
  if (exec->memory != nullptr) keep_graph_memory(*exec->memory);
  for (UserObject *object : graph.user_objects) {
    retain_user_object(*object, 1);
    exec->user_objects.push(object);
  }
  *result = exec;
  return cudaSuccess;
}

ExecNode *find_exec_node(cudaGraphExec_t exec_handle, cudaGraphNode_t source_handle) {
  GraphExec *exec = resolve_exec(exec_handle);
  const GraphNode *source = resolve_node(source_handle);
  if (exec == nullptr || source == nullptr) return nullptr;
  for (ExecNode *node : exec->nodes) {
    if (node->source == source) return node;
  }
  return nullptr;
}

ExecNode *find_exec_node(cudaGraphExec_t exec, cudaGraphNode_t source, cudaGraphNodeType type) {
  ExecNode *node = find_exec_node(exec, source);
  return node != nullptr && node->type == type ? node : nullptr;
}

void destroy_exec(GraphExec &exec) {
  for (ExecNode *node : exec.nodes) {
    if (node->pattern != nullptr) node->pattern->drop();
    delete node;
  }
  if (exec.last_launch != nullptr) exec.last_launch->drop();
  if (exec.memory != nullptr) drop_graph_memory(*exec.memory);
  for (UserObject *object : exec.user_objects) release_user_object(*object, 1);
  exec.magic = 0;
  delete &exec;
}

}  // namespace jarip
