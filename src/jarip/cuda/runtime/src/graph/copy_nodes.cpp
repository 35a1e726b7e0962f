// Nodes that copy memory.
#include "graph/graph.h"
#include "graph/patterns.h"
#include "kernel/module.h"
#include "memory/copy_box.h"

namespace jarip {

namespace {

// A linear copy as the general description.
cudaMemcpy3DParms linear(void *to, const void *from, size_t count, cudaMemcpyKind kind) {
  cudaMemcpy3DParms parameters = {};
  parameters.srcPtr = {const_cast<void *>(from), count, count, 1};
  parameters.dstPtr = {to, count, count, 1};
  parameters.extent = {count, 1, 1};
  parameters.kind = kind;
  return parameters;
}

cudaError_t make_linear(void *to, const void *from, size_t count, cudaMemcpyKind kind,
                        Operation **pattern) {
  const cudaMemcpy3DParms parameters = linear(to, from, count, kind);
  return make_copy_pattern(&parameters, pattern);
}

cudaError_t make_to_symbol(const void *symbol, const void *from, size_t count, size_t offset,
                           cudaMemcpyKind kind, Operation **pattern) {
  char *address = nullptr;
  const cudaError_t error = resolve_symbol(symbol, offset, count, &address);
  return error != cudaSuccess ? error : make_linear(address, from, count, kind, pattern);
}

cudaError_t make_from_symbol(void *to, const void *symbol, size_t count, size_t offset,
                             cudaMemcpyKind kind, Operation **pattern) {
  char *address = nullptr;
  const cudaError_t error = resolve_symbol(symbol, offset, count, &address);
  return error != cudaSuccess ? error : make_linear(to, address, count, kind, pattern);
}

}  // namespace

cudaError_t make_copy_pattern(const cudaMemcpy3DParms *parameters, Operation **pattern) {
  Copy copy;
  const cudaError_t error = describe_copy(parameters, &copy);
  return error != cudaSuccess ? error : make_copy(copy, parameters->kind, pattern);
}

}  // namespace jarip

using jarip::add_pattern_node;
using jarip::GraphNode;
using jarip::Operation;
using jarip::record;
using jarip::replace_exec_pattern;
using jarip::replace_pattern;

namespace {

constexpr cudaGraphNodeType kType = cudaGraphNodeTypeMemcpy;

}  // namespace

extern "C" cudaError_t cudaGraphAddMemcpyNode(cudaGraphNode_t *node, cudaGraph_t graph,
                                              const cudaGraphNode_t *before, size_t count,
                                              const cudaMemcpy3DParms *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_copy_pattern(parameters, &pattern);
  return record(add_pattern_node(error, pattern, graph, before, count, node));
}

extern "C" cudaError_t cudaGraphAddMemcpyNode1D(cudaGraphNode_t *node, cudaGraph_t graph,
                                                const cudaGraphNode_t *before, size_t number,
                                                void *to, const void *from, size_t count,
                                                cudaMemcpyKind kind) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_linear(to, from, count, kind, &pattern);
  return record(add_pattern_node(error, pattern, graph, before, number, node));
}

extern "C" cudaError_t cudaGraphAddMemcpyNodeToSymbol(cudaGraphNode_t *node, cudaGraph_t graph,
                                                      const cudaGraphNode_t *before, size_t number,
                                                      const void *symbol, const void *from,
                                                      size_t count, size_t offset,
                                                      cudaMemcpyKind kind) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_to_symbol(symbol, from, count, offset, kind, &pattern);
  return record(add_pattern_node(error, pattern, graph, before, number, node));
}

extern "C" cudaError_t cudaGraphAddMemcpyNodeFromSymbol(cudaGraphNode_t *node, cudaGraph_t graph,
                                                        const cudaGraphNode_t *before,
                                                        size_t number, void *to, const void *symbol,
                                                        size_t count, size_t offset,
                                                        cudaMemcpyKind kind) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_from_symbol(to, symbol, count, offset, kind, &pattern);
  return record(add_pattern_node(error, pattern, graph, before, number, node));
}

extern "C" cudaError_t cudaGraphMemcpyNodeGetParams(cudaGraphNode_t handle,
                                                    cudaMemcpy3DParms *parameters) {
  JARIP_ENTER();
  const GraphNode *node = jarip::resolve_node(handle);
  if (node == nullptr || node->parameters.type != kType || parameters == nullptr) {
    return record(cudaErrorInvalidValue);
  }
  *parameters = node->parameters.memcpy.copyParams;
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphMemcpyNodeSetParams(cudaGraphNode_t node,
                                                    const cudaMemcpy3DParms *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_copy_pattern(parameters, &pattern);
  return record(replace_pattern(error, pattern, node, kType));
}

extern "C" cudaError_t cudaGraphMemcpyNodeSetParams1D(cudaGraphNode_t node, void *to,
                                                      const void *from, size_t count,
                                                      cudaMemcpyKind kind) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_linear(to, from, count, kind, &pattern);
  return record(replace_pattern(error, pattern, node, kType));
}

extern "C" cudaError_t cudaGraphMemcpyNodeSetParamsToSymbol(cudaGraphNode_t node,
                                                            const void *symbol, const void *from,
                                                            size_t count, size_t offset,
                                                            cudaMemcpyKind kind) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_to_symbol(symbol, from, count, offset, kind, &pattern);
  return record(replace_pattern(error, pattern, node, kType));
}

extern "C" cudaError_t cudaGraphMemcpyNodeSetParamsFromSymbol(cudaGraphNode_t node, void *to,
                                                              const void *symbol, size_t count,
                                                              size_t offset, cudaMemcpyKind kind) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_from_symbol(to, symbol, count, offset, kind, &pattern);
  return record(replace_pattern(error, pattern, node, kType));
}

extern "C" cudaError_t cudaGraphExecMemcpyNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node,
                                                        const cudaMemcpy3DParms *parameters) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_copy_pattern(parameters, &pattern);
  return record(replace_exec_pattern(error, pattern, exec, node, kType));
}

extern "C" cudaError_t cudaGraphExecMemcpyNodeSetParams1D(cudaGraphExec_t exec,
                                                          cudaGraphNode_t node, void *to,
                                                          const void *from, size_t count,
                                                          cudaMemcpyKind kind) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_linear(to, from, count, kind, &pattern);
  return record(replace_exec_pattern(error, pattern, exec, node, kType));
}

extern "C" cudaError_t cudaGraphExecMemcpyNodeSetParamsToSymbol(
    cudaGraphExec_t exec, cudaGraphNode_t node, const void *symbol, const void *from, size_t count,
    size_t offset, cudaMemcpyKind kind) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_to_symbol(symbol, from, count, offset, kind, &pattern);
  return record(replace_exec_pattern(error, pattern, exec, node, kType));
}

extern "C" cudaError_t cudaGraphExecMemcpyNodeSetParamsFromSymbol(cudaGraphExec_t exec,
                                                                  cudaGraphNode_t node, void *to,
                                                                  const void *symbol, size_t count,
                                                                  size_t offset,
                                                                  cudaMemcpyKind kind) {
  JARIP_ENTER();
  Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_from_symbol(to, symbol, count, offset, kind, &pattern);
  return record(replace_exec_pattern(error, pattern, exec, node, kType));
}
