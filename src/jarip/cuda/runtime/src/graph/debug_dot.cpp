// cudaGraphDebugDotPrint: a graph as a drawing for Graphviz.
#include <stdio.h>

#include "graph/graph.h"
#include "kernel/demangle.h"
#include "kernel/module.h"

namespace jarip {

namespace {

struct TypeName {
  cudaGraphNodeType type;
  const char *name;
};

constexpr TypeName kTypeNames[] = {
    {cudaGraphNodeTypeKernel, "kernel"},       {cudaGraphNodeTypeMemcpy, "copy"},
    {cudaGraphNodeTypeMemset, "set"},          {cudaGraphNodeTypeHost, "host function"},
    {cudaGraphNodeTypeGraph, "graph"},         {cudaGraphNodeTypeEmpty, "empty"},
    {cudaGraphNodeTypeWaitEvent, "wait"},      {cudaGraphNodeTypeEventRecord, "record"},
    {cudaGraphNodeTypeMemAlloc, "allocation"}, {cudaGraphNodeTypeMemFree, "freeing"},
    {cudaGraphNodeTypeConditional, "condition"},
};

const char *type_name(cudaGraphNodeType type) {
  for (const TypeName &each : kTypeNames) {
    if (each.type == type) return each.name;
  }
  return "node";
}

Text label(const GraphNode &node) {
  Text text;
  text.format("%zu: %s", node.number, type_name(node.parameters.type));
  if (node.parameters.type != cudaGraphNodeTypeKernel) return text;
  const cudaKernelNodeParamsV2 &kernel = node.parameters.kernel;
  const Function *function = find_function(kernel.func);
  const Text name = demangle(function != nullptr ? function->name : "?");
  text.format("\\n%s\\n<<<(%u,%u,%u), (%u,%u,%u), %u>>>", name.c_str(), kernel.gridDim.x,
              kernel.gridDim.y, kernel.gridDim.z, kernel.blockDim.x, kernel.blockDim.y,
              kernel.blockDim.z, kernel.sharedMemBytes);
  return text;
}

void print_nodes(FILE *file, const Graph &graph) {
  for (const GraphNode *node : graph.nodes) {
    fprintf(file, "  n%p [label=\"%s\"];\n", static_cast<const void *>(node), label(*node).c_str());
    if (node->child == nullptr) continue;
    fprintf(file, "  subgraph cluster_%p {\n", static_cast<const void *>(node->child));
    print_nodes(file, *node->child);
    fprintf(file, "  }\n");
  }
  for (const GraphNode *node : graph.nodes) {
    for (const GraphNode *next : node->after) {
      fprintf(file, "  n%p -> n%p;\n", static_cast<const void *>(node),
              static_cast<const void *>(next));
    }
  }
}

}  // namespace

}  // namespace jarip

extern "C" cudaError_t cudaGraphDebugDotPrint(cudaGraph_t handle, const char *path, unsigned int) {
  JARIP_ENTER();
  const jarip::Graph *graph = jarip::resolve_graph(handle);
  if (graph == nullptr || path == nullptr) return jarip::record(cudaErrorInvalidValue);
  FILE *file = fopen(path, "we");
  if (file == nullptr) return jarip::record(cudaErrorOperatingSystem);
  fprintf(file, "digraph {\n  node [shape=box];\n");
  jarip::print_nodes(file, *graph);
  fprintf(file, "}\n");
  const bool written = fclose(file) == 0;
  return jarip::record(written ? cudaSuccess : cudaErrorOperatingSystem);
}
