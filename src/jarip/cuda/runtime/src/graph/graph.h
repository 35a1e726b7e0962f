// Graphs: work described once, to be launched many times. cudaGraph_t points to a Graph,
// cudaGraphNode_t to a GraphNode. As in CUDA, one graph is not to be used by two threads at once.
#pragma once

#include "api.h"
#include "base/array.h"
#include "stream/operation.h"

namespace jarip {

struct Condition;
struct Graph;
struct GraphMemory;
struct UserObject;

struct GraphNode {
  uint32_t magic;
  Graph *graph;
  size_t number;  // among the nodes ever added to the graph
  Array<GraphNode *> before;
  Array<GraphNode *> after;
  const GraphNode *original;  // in the graph this one was cloned from
  mutable GraphNode *copy;    // the last one made of it, for whoever is cloning its graph
  size_t place;               // in the list of nodes, for whoever is ordering them

  // What it does: a pattern for operations, or a graph, or an event, or memory; or nothing.
  cudaGraphNodeParams parameters;
  Operation *pattern;
  Graph *child;
  Condition *condition;         // of a conditional node, whose graphs are
  Array<cudaGraph_t> branches;  // these
};

struct Graph {
  uint32_t magic;
  size_t next_number;
  Array<GraphNode *> nodes;  // in the order they were added
  Array<UserObject *> user_objects;
  GraphMemory *memory;  // of its allocation nodes, nullptr without any
  Array<Condition *> conditions;
};

// What handles name; nullptr for one that is not valid.
Graph *resolve_graph(cudaGraph_t handle);
GraphNode *resolve_node(cudaGraphNode_t handle);

Graph *create_graph();

// Frees the graph and all its nodes.
void destroy_graph(Graph &graph);

// A copy; each node's `original` is the node it was made from. nullptr for a graph that allocates
// memory or has conditions, of which CUDA allows no copies.
Graph *clone_graph(const Graph &graph);

// Adds an empty node behind `before`, which must be nodes of `graph`, each named once:
// cudaErrorInvalidValue otherwise.
cudaError_t add_node(Graph *graph, const cudaGraphNode_t *before, size_t count, GraphNode **node);

void remove_node(GraphNode &node);

void link_nodes(GraphNode &from, GraphNode &to);
bool unlink_nodes(GraphNode &from, GraphNode &to);

// Makes `node` do what `pattern` does, whose reference it takes over.
void set_pattern(GraphNode &node, Operation *pattern);

// Nodes such that each comes after those it depends on. False when the graph has a cycle.
bool topological_order(const Graph &graph, Array<GraphNode *> *order);

}  // namespace jarip
