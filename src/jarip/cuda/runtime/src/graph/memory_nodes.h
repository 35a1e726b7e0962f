// Memory that graphs allocate: its address is fixed when the node is made and it stays while the
// graph, or what was instantiated from it, lives.
#pragma once

#include "api.h"
#include "graph/graph.h"

namespace jarip {

struct GraphMemory;

void keep_graph_memory(GraphMemory &memory);
void drop_graph_memory(GraphMemory &memory);

// Memory of `graph` on the device `location` names.
cudaError_t allocate_graph_memory(Graph &graph, size_t bytes, int device, void **pointer);

// Makes `node`, which must be empty, an allocation or a freeing of memory of some graph.
void set_allocation(GraphNode &node, const cudaMemAllocNodeParamsV2 &parameters);
void set_freeing(GraphNode &node, void *pointer);

}  // namespace jarip
