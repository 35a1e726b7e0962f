// The nodes and edges of a graph, to read and to change.
#include "graph/graph.h"

namespace jarip {

namespace {

cudaGraphNode_t handle_of(const GraphNode *node) {
  return reinterpret_cast<cudaGraphNode_t>(const_cast<GraphNode *>(node));
}

// CUDA's way of returning lists: with no room given the number alone; otherwise as many as there is
// room for, the rest of the room filled with null, and the number written.
cudaError_t give(const Array<GraphNode *> &nodes, cudaGraphNode_t *room, size_t *count) {
  if (count == nullptr) return cudaErrorInvalidValue;
  if (room == nullptr) {
    *count = nodes.size();
    return cudaSuccess;
  }
  for (size_t index = 0; index < *count; ++index) {
    room[index] = index < nodes.size() ? handle_of(nodes[index]) : nullptr;
  }
  if (nodes.size() < *count) *count = nodes.size();
  return cudaSuccess;
}

cudaError_t give_edges(const Graph &graph, cudaGraphNode_t *from, cudaGraphNode_t *to,
                       cudaGraphEdgeData *data, size_t *count) {
  if (count == nullptr || (from == nullptr) != (to == nullptr)) return cudaErrorInvalidValue;
  size_t written = 0;
  for (const GraphNode *node : graph.nodes) {
    for (const GraphNode *next : node->after) {
      if (from != nullptr && written < *count) {
        from[written] = handle_of(node);
        to[written] = handle_of(next);
        if (data != nullptr) data[written] = {};
      }
      ++written;
    }
  }
  if (from == nullptr || written < *count) *count = written;
  return cudaSuccess;
}

cudaError_t change_edges(cudaGraph_t graph_handle, const cudaGraphNode_t *from,
                         const cudaGraphNode_t *to, size_t count,
                         bool (*change)(GraphNode &, GraphNode &)) {
  const Graph *graph = resolve_graph(graph_handle);
  if (graph == nullptr || (count > 0 && (from == nullptr || to == nullptr))) {
    return cudaErrorInvalidValue;
  }
  for (size_t index = 0; index < count; ++index) {
    GraphNode *before = resolve_node(from[index]);
    GraphNode *after = resolve_node(to[index]);
    if (before == nullptr || after == nullptr || before == after || before->graph != graph ||
        after->graph != graph || !change(*before, *after)) {
      return cudaErrorInvalidValue;
    }
  }
  return cudaSuccess;
}

bool add_edge(GraphNode &from, GraphNode &to) {
  for (const GraphNode *each : from.after) {
    if (each == &to) return false;
  }
  link_nodes(from, to);
  return true;
}

void clear_data(cudaGraphEdgeData *data, const size_t *count) {
  for (size_t index = 0; data != nullptr && index < *count; ++index) data[index] = {};
}

}  // namespace

}  // namespace jarip

using jarip::Graph;
using jarip::GraphNode;
using jarip::record;
using jarip::resolve_graph;
using jarip::resolve_node;

extern "C" cudaError_t cudaGraphGetNodes(cudaGraph_t handle, cudaGraphNode_t *nodes,
                                         size_t *count) {
  JARIP_ENTER();
  const Graph *graph = resolve_graph(handle);
  return record(graph == nullptr ? cudaErrorInvalidValue : jarip::give(graph->nodes, nodes, count));
}

extern "C" cudaError_t cudaGraphGetRootNodes(cudaGraph_t handle, cudaGraphNode_t *nodes,
                                             size_t *count) {
  JARIP_ENTER();
  const Graph *graph = resolve_graph(handle);
  if (graph == nullptr) return record(cudaErrorInvalidValue);
  jarip::Array<GraphNode *> roots;
  for (GraphNode *node : graph->nodes) {
    if (node->before.empty()) roots.push(node);
  }
  return record(jarip::give(roots, nodes, count));
}

extern "C" cudaError_t cudaGraphGetEdges(cudaGraph_t handle, cudaGraphNode_t *from,
                                         cudaGraphNode_t *to, size_t *count) {
  JARIP_ENTER();
  const Graph *graph = resolve_graph(handle);
  if (graph == nullptr) return record(cudaErrorInvalidValue);
  return record(jarip::give_edges(*graph, from, to, nullptr, count));
}

extern "C" cudaError_t cudaGraphGetEdges_v2(cudaGraph_t handle, cudaGraphNode_t *from,
                                            cudaGraphNode_t *to, cudaGraphEdgeData *data,
                                            size_t *count) {
  JARIP_ENTER();
  const Graph *graph = resolve_graph(handle);
  if (graph == nullptr) return record(cudaErrorInvalidValue);
  return record(jarip::give_edges(*graph, from, to, data, count));
}

extern "C" cudaError_t cudaGraphNodeGetType(cudaGraphNode_t handle, cudaGraphNodeType *type) {
  JARIP_ENTER();
  const GraphNode *node = resolve_node(handle);
  if (node == nullptr || type == nullptr) return record(cudaErrorInvalidValue);
  *type = node->parameters.type;
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphNodeGetDependencies(cudaGraphNode_t handle, cudaGraphNode_t *nodes,
                                                    size_t *count) {
  JARIP_ENTER();
  const GraphNode *node = resolve_node(handle);
  return record(node == nullptr ? cudaErrorInvalidValue : jarip::give(node->before, nodes, count));
}

extern "C" cudaError_t cudaGraphNodeGetDependencies_v2(cudaGraphNode_t handle,
                                                       cudaGraphNode_t *nodes,
                                                       cudaGraphEdgeData *data, size_t *count) {
  JARIP_ENTER();
  const GraphNode *node = resolve_node(handle);
  if (node == nullptr) return record(cudaErrorInvalidValue);
  const cudaError_t error = jarip::give(node->before, nodes, count);
  if (error == cudaSuccess && nodes != nullptr) jarip::clear_data(data, count);
  return record(error);
}

extern "C" cudaError_t cudaGraphNodeGetDependentNodes(cudaGraphNode_t handle,
                                                      cudaGraphNode_t *nodes, size_t *count) {
  JARIP_ENTER();
  const GraphNode *node = resolve_node(handle);
  return record(node == nullptr ? cudaErrorInvalidValue : jarip::give(node->after, nodes, count));
}

extern "C" cudaError_t cudaGraphNodeGetDependentNodes_v2(cudaGraphNode_t handle,
                                                         cudaGraphNode_t *nodes,
                                                         cudaGraphEdgeData *data, size_t *count) {
  JARIP_ENTER();
  const GraphNode *node = resolve_node(handle);
  if (node == nullptr) return record(cudaErrorInvalidValue);
  const cudaError_t error = jarip::give(node->after, nodes, count);
  if (error == cudaSuccess && nodes != nullptr) jarip::clear_data(data, count);
  return record(error);
}

extern "C" cudaError_t cudaGraphAddDependencies(cudaGraph_t graph, const cudaGraphNode_t *from,
                                                const cudaGraphNode_t *to, size_t count) {
  JARIP_ENTER();
  return record(jarip::change_edges(graph, from, to, count, jarip::add_edge));
}

extern "C" cudaError_t cudaGraphAddDependencies_v2(cudaGraph_t graph, const cudaGraphNode_t *from,
                                                   const cudaGraphNode_t *to,
                                                   const cudaGraphEdgeData *, size_t count) {
  JARIP_ENTER();
  return record(jarip::change_edges(graph, from, to, count, jarip::add_edge));
}

extern "C" cudaError_t cudaGraphRemoveDependencies(cudaGraph_t graph, const cudaGraphNode_t *from,
                                                   const cudaGraphNode_t *to, size_t count) {
  JARIP_ENTER();
  return record(jarip::change_edges(graph, from, to, count, jarip::unlink_nodes));
}

extern "C" cudaError_t cudaGraphRemoveDependencies_v2(cudaGraph_t graph,
                                                      const cudaGraphNode_t *from,
                                                      const cudaGraphNode_t *to,
                                                      const cudaGraphEdgeData *, size_t count) {
  JARIP_ENTER();
  return record(jarip::change_edges(graph, from, to, count, jarip::unlink_nodes));
}

extern "C" cudaError_t cudaGraphNodeFindInClone(cudaGraphNode_t *found, cudaGraphNode_t original,
                                                cudaGraph_t clone) {
  JARIP_ENTER();
  const Graph *graph = resolve_graph(clone);
  const GraphNode *node = resolve_node(original);
  if (found == nullptr || graph == nullptr || node == nullptr) return record(cudaErrorInvalidValue);
  for (const GraphNode *each : graph->nodes) {
    if (each->original != node) continue;
    *found = jarip::handle_of(each);
    return cudaSuccess;
  }
  return record(cudaErrorInvalidValue);
}
