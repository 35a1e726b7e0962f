// Graphs: building, instantiating, launching, updating. What differs is in graph_nodes.cpp.
#include "driver/call.h"

using jarip::in_context;
using jarip::same;

extern "C" CUresult cuGraphCreate(CUgraph *graph, unsigned int flags) {
  return in_context([&] { return cudaGraphCreate(graph, flags); });
}

extern "C" CUresult cuGraphDestroy(CUgraph graph) {
  return in_context([&] { return cudaGraphDestroy(graph); });
}

extern "C" CUresult cuGraphClone(CUgraph *clone, CUgraph graph) {
  return in_context([&] { return cudaGraphClone(clone, graph); });
}

extern "C" CUresult cuGraphAddHostNode(CUgraphNode *node, CUgraph graph, const CUgraphNode *before,
                                       size_t count, const CUDA_HOST_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphAddHostNode(node, graph, before, count,
                                same<const cudaHostNodeParams *>(parameters));
  });
}

extern "C" CUresult cuGraphHostNodeGetParams(CUgraphNode node, CUDA_HOST_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphHostNodeGetParams(node, same<cudaHostNodeParams *>(parameters));
  });
}

extern "C" CUresult cuGraphHostNodeSetParams(CUgraphNode node,
                                             const CUDA_HOST_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphHostNodeSetParams(node, same<const cudaHostNodeParams *>(parameters));
  });
}

extern "C" CUresult cuGraphExecHostNodeSetParams(CUgraphExec exec, CUgraphNode node,
                                                 const CUDA_HOST_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphExecHostNodeSetParams(exec, node, same<const cudaHostNodeParams *>(parameters));
  });
}

extern "C" CUresult cuGraphAddMemsetNode(CUgraphNode *node, CUgraph graph,
                                         const CUgraphNode *before, size_t count,
                                         const CUDA_MEMSET_NODE_PARAMS *parameters, CUcontext) {
  return in_context([&] {
    return cudaGraphAddMemsetNode(node, graph, before, count,
                                  same<const cudaMemsetParams *>(parameters));
  });
}

extern "C" CUresult cuGraphMemsetNodeGetParams(CUgraphNode node,
                                               CUDA_MEMSET_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphMemsetNodeGetParams(node, same<cudaMemsetParams *>(parameters));
  });
}

extern "C" CUresult cuGraphMemsetNodeSetParams(CUgraphNode node,
                                               const CUDA_MEMSET_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphMemsetNodeSetParams(node, same<const cudaMemsetParams *>(parameters));
  });
}

extern "C" CUresult cuGraphExecMemsetNodeSetParams(CUgraphExec exec, CUgraphNode node,
                                                   const CUDA_MEMSET_NODE_PARAMS *parameters,
                                                   CUcontext) {
  return in_context([&] {
    return cudaGraphExecMemsetNodeSetParams(exec, node, same<const cudaMemsetParams *>(parameters));
  });
}

extern "C" CUresult cuGraphAddChildGraphNode(CUgraphNode *node, CUgraph graph,
                                             const CUgraphNode *before, size_t count,
                                             CUgraph child) {
  return in_context([&] { return cudaGraphAddChildGraphNode(node, graph, before, count, child); });
}

extern "C" CUresult cuGraphChildGraphNodeGetGraph(CUgraphNode node, CUgraph *graph) {
  return in_context([&] { return cudaGraphChildGraphNodeGetGraph(node, graph); });
}

extern "C" CUresult cuGraphExecChildGraphNodeSetParams(CUgraphExec exec, CUgraphNode node,
                                                       CUgraph child) {
  return in_context([&] { return cudaGraphExecChildGraphNodeSetParams(exec, node, child); });
}

extern "C" CUresult cuGraphAddEmptyNode(CUgraphNode *node, CUgraph graph, const CUgraphNode *before,
                                        size_t count) {
  return in_context([&] { return cudaGraphAddEmptyNode(node, graph, before, count); });
}

extern "C" CUresult cuGraphAddEventRecordNode(CUgraphNode *node, CUgraph graph,
                                              const CUgraphNode *before, size_t count,
                                              CUevent event) {
  return in_context([&] { return cudaGraphAddEventRecordNode(node, graph, before, count, event); });
}

extern "C" CUresult cuGraphEventRecordNodeGetEvent(CUgraphNode node, CUevent *event) {
  return in_context([&] { return cudaGraphEventRecordNodeGetEvent(node, event); });
}

extern "C" CUresult cuGraphEventRecordNodeSetEvent(CUgraphNode node, CUevent event) {
  return in_context([&] { return cudaGraphEventRecordNodeSetEvent(node, event); });
}

extern "C" CUresult cuGraphExecEventRecordNodeSetEvent(CUgraphExec exec, CUgraphNode node,
                                                       CUevent event) {
  return in_context([&] { return cudaGraphExecEventRecordNodeSetEvent(exec, node, event); });
}

extern "C" CUresult cuGraphAddEventWaitNode(CUgraphNode *node, CUgraph graph,
                                            const CUgraphNode *before, size_t count,
                                            CUevent event) {
  return in_context([&] { return cudaGraphAddEventWaitNode(node, graph, before, count, event); });
}

extern "C" CUresult cuGraphEventWaitNodeGetEvent(CUgraphNode node, CUevent *event) {
  return in_context([&] { return cudaGraphEventWaitNodeGetEvent(node, event); });
}

extern "C" CUresult cuGraphEventWaitNodeSetEvent(CUgraphNode node, CUevent event) {
  return in_context([&] { return cudaGraphEventWaitNodeSetEvent(node, event); });
}

extern "C" CUresult cuGraphExecEventWaitNodeSetEvent(CUgraphExec exec, CUgraphNode node,
                                                     CUevent event) {
  return in_context([&] { return cudaGraphExecEventWaitNodeSetEvent(exec, node, event); });
}

extern "C" CUresult cuGraphAddMemAllocNode(CUgraphNode *node, CUgraph graph,
                                           const CUgraphNode *before, size_t count,
                                           CUDA_MEM_ALLOC_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphAddMemAllocNode(node, graph, before, count,
                                    same<cudaMemAllocNodeParams *>(parameters));
  });
}

extern "C" CUresult cuGraphMemAllocNodeGetParams(CUgraphNode node,
                                                 CUDA_MEM_ALLOC_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphMemAllocNodeGetParams(node, same<cudaMemAllocNodeParams *>(parameters));
  });
}

extern "C" CUresult cuGraphAddMemFreeNode(CUgraphNode *node, CUgraph graph,
                                          const CUgraphNode *before, size_t count,
                                          CUdeviceptr pointer) {
  return in_context([&] {
    return cudaGraphAddMemFreeNode(node, graph, before, count, jarip::at(pointer));
  });
}

extern "C" CUresult cuGraphMemFreeNodeGetParams(CUgraphNode node, CUdeviceptr *pointer) {
  return in_context([&] { return cudaGraphMemFreeNodeGetParams(node, pointer); });
}

extern "C" CUresult cuGraphInstantiateWithFlags(CUgraphExec *exec, CUgraph graph,
                                                unsigned long long flags) {
  return in_context([&] { return cudaGraphInstantiateWithFlags(exec, graph, flags); });
}

extern "C" CUresult cuGraphInstantiateWithParams(CUgraphExec *exec, CUgraph graph,
                                                 CUDA_GRAPH_INSTANTIATE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphInstantiateWithParams(exec, graph,
                                          same<cudaGraphInstantiateParams *>(parameters));
  });
}

extern "C" CUresult cuGraphExecGetFlags(CUgraphExec exec, cuuint64_t *flags) {
  return in_context([&] { return cudaGraphExecGetFlags(exec, same<unsigned long long *>(flags)); });
}

extern "C" CUresult cuGraphUpload(CUgraphExec exec, CUstream stream) {
  return in_context([&] { return cudaGraphUpload(exec, stream); });
}

extern "C" CUresult cuGraphLaunch(CUgraphExec exec, CUstream stream) {
  return in_context([&] { return cudaGraphLaunch(exec, stream); });
}

extern "C" CUresult cuGraphExecDestroy(CUgraphExec exec) {
  return in_context([&] { return cudaGraphExecDestroy(exec); });
}

extern "C" CUresult cuGraphExecUpdate(CUgraphExec exec, CUgraph graph,
                                      CUgraphExecUpdateResultInfo *result) {
  return in_context([&] {
    return cudaGraphExecUpdate(exec, graph, same<cudaGraphExecUpdateResultInfo *>(result));
  });
}

extern "C" CUresult cuGraphKernelNodeCopyAttributes(CUgraphNode to, CUgraphNode from) {
  return in_context([&] { return cudaGraphKernelNodeCopyAttributes(to, from); });
}

extern "C" CUresult cuGraphKernelNodeGetAttribute(CUgraphNode node, CUkernelNodeAttrID attribute,
                                                  CUkernelNodeAttrValue *value) {
  return in_context([&] {
    return cudaGraphKernelNodeGetAttribute(node, same<cudaLaunchAttributeID>(attribute),
                                           same<cudaLaunchAttributeValue *>(value));
  });
}

extern "C" CUresult cuGraphKernelNodeSetAttribute(CUgraphNode node, CUkernelNodeAttrID attribute,
                                                  const CUkernelNodeAttrValue *value) {
  return in_context([&] {
    return cudaGraphKernelNodeSetAttribute(node, same<cudaLaunchAttributeID>(attribute),
                                           same<const cudaLaunchAttributeValue *>(value));
  });
}
