// Making the patterns of nodes from the parameters the API takes, and putting them in place.
#pragma once

#include "api.h"
#include "stream/operation.h"

namespace jarip {

cudaError_t make_kernel_pattern(const cudaKernelNodeParams *parameters, Operation **pattern);
cudaError_t make_copy_pattern(const cudaMemcpy3DParms *parameters, Operation **pattern);
cudaError_t make_set_pattern(const cudaMemsetParams *parameters, Operation **pattern);
cudaError_t make_host_pattern(const cudaHostNodeParams *parameters, Operation **pattern);

// All three take over `pattern`, and pass `error`, the result of making it, on if there was one.

// A new node of `graph` behind `before`.
cudaError_t add_pattern_node(cudaError_t error, Operation *pattern, cudaGraph_t graph,
                             const cudaGraphNode_t *before, size_t count, cudaGraphNode_t *node);

// cudaErrorInvalidValue unless the node is of that type.
cudaError_t replace_pattern(cudaError_t error, Operation *pattern, cudaGraphNode_t node,
                            cudaGraphNodeType type);

// In what was instantiated from the node's graph.
cudaError_t replace_exec_pattern(cudaError_t error, Operation *pattern, cudaGraphExec_t exec,
                                 cudaGraphNode_t node, cudaGraphNodeType type);

}  // namespace jarip
