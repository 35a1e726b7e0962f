#include "graph/graph.h"

#include <string.h>

#include "graph/condition.h"
#include "graph/memory_nodes.h"
#include "graph/user_object.h"

namespace jarip {

namespace {

constexpr uint32_t kGraphMagic = 0x4a475246;  // "JGRF"
constexpr uint32_t kNodeMagic = 0x4a4e4f44;   // "JNOD"

GraphNode *new_node(Graph &graph) {
  auto *node = new GraphNode{};
  node->magic = kNodeMagic;
  node->graph = &graph;
  node->number = graph.next_number++;
  node->parameters.type = cudaGraphNodeTypeEmpty;
  graph.nodes.push(node);
  return node;
}

void free_node(GraphNode &node) {
  if (node.pattern != nullptr) node.pattern->drop();
  if (node.child != nullptr) destroy_graph(*node.child);
  if (node.condition != nullptr) node.condition->drop();
  for (cudaGraph_t branch : node.branches) destroy_graph(*resolve_graph(branch));
  node.magic = 0;
  delete &node;
}

// Without its edges.
void copy_node(const GraphNode &node, Graph &to) {
  GraphNode &copy = *new_node(to);
  copy.original = &node;
  node.copy = &copy;
  copy.parameters = node.parameters;
  if (node.pattern != nullptr) {
    set_pattern(copy, node.pattern->clone());
  }
  if (node.child != nullptr) {
    copy.child = clone_graph(*node.child);
    copy.parameters.graph.graph = reinterpret_cast<cudaGraph_t>(copy.child);
  }
}

}  // namespace

Graph *resolve_graph(cudaGraph_t handle) {
  auto *graph = reinterpret_cast<Graph *>(handle);
  return graph != nullptr && graph->magic == kGraphMagic ? graph : nullptr;
}

GraphNode *resolve_node(cudaGraphNode_t handle) {
  auto *node = reinterpret_cast<GraphNode *>(handle);
  return node != nullptr && node->magic == kNodeMagic ? node : nullptr;
}

Graph *create_graph() {
  auto *graph = new Graph{};
  graph->magic = kGraphMagic;
  return graph;
}

void destroy_graph(Graph &graph) {
  for (GraphNode *node : graph.nodes) free_node(*node);
  for (UserObject *object : graph.user_objects) release_user_object(*object, 1);
  for (Condition *condition : graph.conditions) condition->drop();
  if (graph.memory != nullptr) drop_graph_memory(*graph.memory);
  graph.magic = 0;
  delete &graph;
}

Graph *clone_graph(const Graph &graph) {
  if (graph.memory != nullptr || !graph.conditions.empty()) return nullptr;
  Graph *clone = create_graph();
  for (const GraphNode *node : graph.nodes) copy_node(*node, *clone);
  for (const GraphNode *node : graph.nodes) {
    for (const GraphNode *next : node->after) {
      link_nodes(*node->copy, *next->copy);
    }
  }
  for (UserObject *object : graph.user_objects) {
    retain_user_object(*object, 1);
    clone->user_objects.push(object);
  }
  return clone;
}

cudaError_t add_node(Graph *graph, const cudaGraphNode_t *before, size_t count, GraphNode **node) {
  if (graph == nullptr || (before == nullptr && count > 0)) return cudaErrorInvalidValue;
  for (size_t index = 0; index < count; ++index) {
    const GraphNode *each = resolve_node(before[index]);
    if (each == nullptr || each->graph != graph) return cudaErrorInvalidValue;
    for (size_t other = 0; other < index; ++other) {
      if (before[other] == before[index]) return cudaErrorInvalidValue;
    }
  }
  *node = new_node(*graph);
  for (size_t index = 0; index < count; ++index) link_nodes(*resolve_node(before[index]), **node);
  return cudaSuccess;
}

void remove_node(GraphNode &node) {
  for (GraphNode *each : node.before) each->after.remove(&node);
  for (GraphNode *each : node.after) each->before.remove(&node);
  node.graph->nodes.remove(&node);
  free_node(node);
}

void link_nodes(GraphNode &from, GraphNode &to) {
  from.after.push(&to);
  to.before.push(&from);
}

bool unlink_nodes(GraphNode &from, GraphNode &to) {
  return from.after.remove(&to) && to.before.remove(&from);
}

void set_pattern(GraphNode &node, Operation *pattern) {
  if (node.pattern != nullptr) node.pattern->drop();
  node.pattern = pattern;
  memset(&node.parameters, 0, sizeof node.parameters);
  pattern->describe(&node.parameters);
}

// Kahn's algorithm.
bool topological_order(const Graph &graph, Array<GraphNode *> *order) {
  Array<size_t> waiting;
  for (size_t index = 0; index < graph.nodes.size(); ++index) {
    GraphNode *node = graph.nodes[index];
    node->place = index;
    waiting.push(node->before.size());
    if (node->before.empty()) order->push(node);
  }
  for (size_t done = 0; done < order->size(); ++done) {
    for (GraphNode *next : (*order)[done]->after) {
      if (--waiting[next->place] == 0) order->push(next);
    }
  }
  return order->size() == graph.nodes.size();
}

}  // namespace jarip

using jarip::record;

extern "C" cudaError_t cudaGraphCreate(cudaGraph_t *graph, unsigned int flags) {
  JARIP_ENTER();
  if (graph == nullptr || flags != 0) return record(cudaErrorInvalidValue);
  *graph = reinterpret_cast<cudaGraph_t>(jarip::create_graph());
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphDestroy(cudaGraph_t handle) {
  JARIP_ENTER();
  jarip::Graph *graph = jarip::resolve_graph(handle);
  if (graph == nullptr) return record(cudaErrorInvalidValue);
  jarip::destroy_graph(*graph);
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphClone(cudaGraph_t *clone, cudaGraph_t original) {
  JARIP_ENTER();
  const jarip::Graph *graph = jarip::resolve_graph(original);
  if (clone == nullptr || graph == nullptr) return record(cudaErrorInvalidValue);
  jarip::Graph *copy = jarip::clone_graph(*graph);
  if (copy == nullptr) return record(cudaErrorNotSupported);
  *clone = reinterpret_cast<cudaGraph_t>(copy);
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphDestroyNode(cudaGraphNode_t handle) {
  JARIP_ENTER();
  jarip::GraphNode *node = jarip::resolve_node(handle);
  if (node == nullptr) return record(cudaErrorInvalidValue);
  jarip::remove_node(*node);
  return cudaSuccess;
}
