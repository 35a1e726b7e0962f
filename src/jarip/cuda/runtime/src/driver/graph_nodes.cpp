// Nodes of graphs whose parameters the driver describes in its own way: kernels and copies.
#include "driver/box.h"
#include "driver/call.h"
#include "graph/graph.h"
#include "graph/patterns.h"

using jarip::in_context;
using jarip::Operation;

namespace {

cudaKernelNodeParams runtime_kernel(const CUDA_KERNEL_NODE_PARAMS &own) {
  void *function = own.func != nullptr ? static_cast<void *>(own.func) : own.kern;
  return {function,           {own.gridDimX, own.gridDimY, own.gridDimZ},
          {own.blockDimX, own.blockDimY, own.blockDimZ},
          own.sharedMemBytes, own.kernelParams,
          own.extra};
}

cudaError_t make_copy(const CUDA_MEMCPY3D *parameters, Operation **pattern) {
  if (parameters == nullptr) return cudaErrorInvalidValue;
  jarip::Copy copy;
  cudaMemcpyKind kind;
  const cudaError_t error = jarip::describe_box(jarip::box_of(*parameters), &copy, &kind);
  return error != cudaSuccess ? error : jarip::make_copy(copy, kind, pattern);
}

}  // namespace

extern "C" CUresult cuGraphAddKernelNode(CUgraphNode *node, CUgraph graph,
                                         const CUgraphNode *before, size_t count,
                                         const CUDA_KERNEL_NODE_PARAMS *parameters) {
  return in_context([&] {
    if (parameters == nullptr) return cudaErrorInvalidValue;
    const cudaKernelNodeParams kernel = runtime_kernel(*parameters);
    return cudaGraphAddKernelNode(node, graph, before, count, &kernel);
  });
}
JARIP_VERSION(cuGraphAddKernelNode, v2)

extern "C" CUresult cuGraphKernelNodeGetParams(CUgraphNode node,
                                               CUDA_KERNEL_NODE_PARAMS *parameters) {
  return in_context([&] {
    if (parameters == nullptr) return cudaErrorInvalidValue;
    cudaKernelNodeParams kernel;
    const cudaError_t error = cudaGraphKernelNodeGetParams(node, &kernel);
    if (error != cudaSuccess) return error;
    *parameters = {static_cast<CUfunction>(kernel.func),
                   kernel.gridDim.x, kernel.gridDim.y, kernel.gridDim.z,
                   kernel.blockDim.x, kernel.blockDim.y, kernel.blockDim.z,
                   kernel.sharedMemBytes, kernel.kernelParams, kernel.extra, nullptr, nullptr};
    return error;
  });
}
JARIP_VERSION(cuGraphKernelNodeGetParams, v2)

extern "C" CUresult cuGraphKernelNodeSetParams(CUgraphNode node,
                                               const CUDA_KERNEL_NODE_PARAMS *parameters) {
  return in_context([&] {
    if (parameters == nullptr) return cudaErrorInvalidValue;
    const cudaKernelNodeParams kernel = runtime_kernel(*parameters);
    return cudaGraphKernelNodeSetParams(node, &kernel);
  });
}
JARIP_VERSION(cuGraphKernelNodeSetParams, v2)

extern "C" CUresult cuGraphExecKernelNodeSetParams(CUgraphExec exec, CUgraphNode node,
                                                   const CUDA_KERNEL_NODE_PARAMS *parameters) {
  return in_context([&] {
    if (parameters == nullptr) return cudaErrorInvalidValue;
    const cudaKernelNodeParams kernel = runtime_kernel(*parameters);
    return cudaGraphExecKernelNodeSetParams(exec, node, &kernel);
  });
}
JARIP_VERSION(cuGraphExecKernelNodeSetParams, v2)

extern "C" CUresult cuGraphAddMemcpyNode(CUgraphNode *node, CUgraph graph,
                                         const CUgraphNode *before, size_t count,
                                         const CUDA_MEMCPY3D *parameters, CUcontext) {
  return in_context([&] {
    Operation *pattern = nullptr;
    const cudaError_t error = make_copy(parameters, &pattern);
    return jarip::add_pattern_node(error, pattern, graph, before, count, node);
  });
}

extern "C" CUresult cuGraphMemcpyNodeGetParams(CUgraphNode handle, CUDA_MEMCPY3D *parameters) {
  return in_context([&] {
    const jarip::GraphNode *node = jarip::resolve_node(handle);
    const bool copies =
        node != nullptr && node->parameters.type == cudaGraphNodeTypeMemcpy;
    if (!copies || parameters == nullptr) return cudaErrorInvalidValue;
    *parameters = jarip::driver_copy(node->parameters.memcpy.copyParams);
    return cudaSuccess;
  });
}

extern "C" CUresult cuGraphMemcpyNodeSetParams(CUgraphNode node, const CUDA_MEMCPY3D *parameters) {
  return in_context([&] {
    Operation *pattern = nullptr;
    const cudaError_t error = make_copy(parameters, &pattern);
    return jarip::replace_pattern(error, pattern, node, cudaGraphNodeTypeMemcpy);
  });
}

extern "C" CUresult cuGraphExecMemcpyNodeSetParams(CUgraphExec exec, CUgraphNode node,
                                                   const CUDA_MEMCPY3D *parameters, CUcontext) {
  return in_context([&] {
    Operation *pattern = nullptr;
    const cudaError_t error = make_copy(parameters, &pattern);
    return jarip::replace_exec_pattern(error, pattern, exec, node, cudaGraphNodeTypeMemcpy);
  });
}
