// Conditional nodes: graphs that are launched, or not, or again and again, by a condition.
// Source: CUDA C++ Programming Guide, "Conditional Graph Nodes".
#pragma once

#include "graph/graph.h"

namespace jarip {

// Adds a node to `graph` and fills in the graphs of its branches, which are the node's.
cudaError_t add_conditional(cudaGraphNode_t *handle, cudaGraph_t graph,
                            const cudaGraphNode_t *before, size_t count,
                            cudaConditionalNodeParams *parameters);

// What a conditional node does, its branches as they are now; nullptr when one has a cycle.
Operation *instantiate_conditional(const GraphNode &node);

}  // namespace jarip
