// Executable graphs: cudaGraphExec_t points to a GraphExec.
#pragma once

#include "graph/graph.h"
#include "stream/scheduler.h"

namespace jarip {

struct ExecNode {
  const GraphNode *source;  // nullptr for the places where child graphs begin
  cudaGraphNodeType type;
  Operation *pattern;  // for each launch an operation is made of it
  cudaEvent_t event;   // of nodes that record an event or wait for one
  bool enabled;
  Array<uint32_t> before;  // places in the list
};

struct GraphExec {
  uint32_t magic;
  unsigned long long flags;
  Array<ExecNode *> nodes;  // each behind those it depends on; child graphs are part of the list
  Operation *last_launch;   // the end of the last launch: launches follow each other
  GraphMemory *memory;
  Array<UserObject *> user_objects;
};

// One launch: an operation for each node, and the records that its event nodes wait for.
struct Launch {
  Array<Operation *> operations;
  Array<OperationEdge> edges;
  Array<Operation *> awaited;  // with a reference each, to be dropped once all is submitted
};

GraphExec *resolve_exec(cudaGraphExec_t handle);

// cudaErrorInvalidValue for a graph with a cycle.
cudaError_t instantiate(const Graph &graph, unsigned long long flags, GraphExec **exec);

void prepare_launch(const GraphExec &exec, Launch *launch);

// The node instantiated from `source`, or nullptr when there is none of that type.
ExecNode *find_exec_node(cudaGraphExec_t exec, cudaGraphNode_t source, cudaGraphNodeType type);
ExecNode *find_exec_node(cudaGraphExec_t exec, cudaGraphNode_t source);

void destroy_exec(GraphExec &exec);

}  // namespace jarip
