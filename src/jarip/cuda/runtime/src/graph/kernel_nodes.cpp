// Nodes that launch a kernel.
#include "graph/exec.h"
#include "graph/graph.h"
#include "graph/patterns.h"
#include "kernel/kernel_operation.h"
#include "kernel/launch.h"
#include "kernel/packed_arguments.h"

namespace jarip {

namespace {

const KernelOperation &kernel_of(const GraphNode &node) {
  return *static_cast<const KernelOperation *>(node.pattern);
}

bool is_kernel(const GraphNode *node) {
  return node != nullptr && node->parameters.type == cudaGraphNodeTypeKernel;
}

}  // namespace

cudaError_t make_kernel_pattern(const cudaKernelNodeParams *parameters, Operation **pattern) {
  if (parameters == nullptr) return cudaErrorInvalidValue;
  Function *function = find_function(parameters->func);
  if (function == nullptr) return cudaErrorInvalidDeviceFunction;
  const LaunchShape shape{parameters->gridDim, parameters->blockDim, parameters->sharedMemBytes};
  KernelOperation *operation = nullptr;
  const LaunchArguments arguments = read_arguments(parameters->kernelParams, parameters->extra);
  const cudaError_t error = make_launch(*function, shape, arguments, &operation);
  *pattern = operation;
  return error;
}

}  // namespace jarip

using jarip::GraphNode;
using jarip::record;
using jarip::resolve_node;

extern "C" cudaError_t cudaGraphAddKernelNode(cudaGraphNode_t *node, cudaGraph_t graph,
                                              const cudaGraphNode_t *before, size_t count,
                                              const cudaKernelNodeParams *parameters) {
  JARIP_ENTER();
  jarip::Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_kernel_pattern(parameters, &pattern);
  return record(jarip::add_pattern_node(error, pattern, graph, before, count, node));
}

extern "C" cudaError_t cudaGraphKernelNodeGetParams(cudaGraphNode_t handle,
                                                    cudaKernelNodeParams *parameters) {
  JARIP_ENTER();
  const GraphNode *node = resolve_node(handle);
  if (!jarip::is_kernel(node) || parameters == nullptr) return record(cudaErrorInvalidValue);
  const cudaKernelNodeParamsV2 &own = node->parameters.kernel;
  *parameters = {own.func,           own.gridDim,      own.blockDim,
                 own.sharedMemBytes, own.kernelParams, nullptr};
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphKernelNodeSetParams(cudaGraphNode_t node,
                                                    const cudaKernelNodeParams *parameters) {
  JARIP_ENTER();
  jarip::Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_kernel_pattern(parameters, &pattern);
  return record(jarip::replace_pattern(error, pattern, node, cudaGraphNodeTypeKernel));
}

extern "C" cudaError_t cudaGraphExecKernelNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node,
                                                        const cudaKernelNodeParams *parameters) {
  JARIP_ENTER();
  jarip::Operation *pattern = nullptr;
  const cudaError_t error = jarip::make_kernel_pattern(parameters, &pattern);
  return record(jarip::replace_exec_pattern(error, pattern, exec, node, cudaGraphNodeTypeKernel));
}

extern "C" cudaError_t cudaGraphKernelNodeGetAttribute(cudaGraphNode_t handle,
                                                       cudaLaunchAttributeID attribute,
                                                       cudaLaunchAttributeValue *value) {
  JARIP_ENTER();
  const GraphNode *node = resolve_node(handle);
  if (!jarip::is_kernel(node) || value == nullptr) return record(cudaErrorInvalidValue);
  *value = {};
  if (attribute == cudaLaunchAttributeCooperative) {
    value->cooperative = jarip::kernel_of(*node).cooperative();
  }
  return cudaSuccess;
}

// Attributes that only tune a GPU are accepted.
extern "C" cudaError_t cudaGraphKernelNodeSetAttribute(cudaGraphNode_t handle,
                                                       cudaLaunchAttributeID attribute,
                                                       const cudaLaunchAttributeValue *value) {
  JARIP_ENTER();
  GraphNode *node = resolve_node(handle);
  if (!jarip::is_kernel(node) || value == nullptr) return record(cudaErrorInvalidValue);
  if (attribute == cudaLaunchAttributeCooperative) {
    static_cast<jarip::KernelOperation *>(node->pattern)->set_cooperative(value->cooperative != 0);
  }
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphKernelNodeCopyAttributes(cudaGraphNode_t to, cudaGraphNode_t from) {
  JARIP_ENTER();
  GraphNode *target = resolve_node(to);
  const GraphNode *source = resolve_node(from);
  if (!jarip::is_kernel(target) || !jarip::is_kernel(source)) return record(cudaErrorInvalidValue);
  static_cast<jarip::KernelOperation *>(target->pattern)
      ->set_cooperative(jarip::kernel_of(*source).cooperative());
  return cudaSuccess;
}
