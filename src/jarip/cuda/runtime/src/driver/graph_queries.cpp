// Graphs: what is in them, their edges, and the objects they keep.
#include "driver/call.h"

using jarip::in_context;
using jarip::same;

extern "C" CUresult cuGraphNodeFindInClone(CUgraphNode *node, CUgraphNode original, CUgraph clone) {
  return in_context([&] { return cudaGraphNodeFindInClone(node, original, clone); });
}

extern "C" CUresult cuGraphDebugDotPrint(CUgraph graph, const char *path, unsigned int flags) {
  return in_context([&] { return cudaGraphDebugDotPrint(graph, path, flags); });
}

extern "C" CUresult cuDeviceGraphMemTrim(CUdevice device) {
  return in_context([&] { return cudaDeviceGraphMemTrim(device); });
}

extern "C" CUresult cuDeviceGetGraphMemAttribute(CUdevice device, CUgraphMem_attribute attribute,
                                                 void *value) {
  return in_context([&] {
    return cudaDeviceGetGraphMemAttribute(device, same<cudaGraphMemAttributeType>(attribute),
                                          value);
  });
}

extern "C" CUresult cuDeviceSetGraphMemAttribute(CUdevice device, CUgraphMem_attribute attribute,
                                                 void *value) {
  return in_context([&] {
    return cudaDeviceSetGraphMemAttribute(device, same<cudaGraphMemAttributeType>(attribute),
                                          value);
  });
}

extern "C" CUresult cuGraphNodeGetType(CUgraphNode node, CUgraphNodeType *type) {
  return in_context([&] { return cudaGraphNodeGetType(node, same<cudaGraphNodeType *>(type)); });
}

extern "C" CUresult cuGraphGetNodes(CUgraph graph, CUgraphNode *nodes, size_t *count) {
  return in_context([&] { return cudaGraphGetNodes(graph, nodes, count); });
}

extern "C" CUresult cuGraphGetRootNodes(CUgraph graph, CUgraphNode *nodes, size_t *count) {
  return in_context([&] { return cudaGraphGetRootNodes(graph, nodes, count); });
}

extern "C" CUresult cuGraphGetEdges(CUgraph graph, CUgraphNode *from, CUgraphNode *to,
                                    size_t *count) {
  return in_context([&] { return cudaGraphGetEdges(graph, from, to, count); });
}

extern "C" CUresult cuGraphNodeGetDependencies(CUgraphNode node, CUgraphNode *nodes,
                                               size_t *count) {
  return in_context([&] { return cudaGraphNodeGetDependencies(node, nodes, count); });
}

extern "C" CUresult cuGraphNodeGetDependentNodes(CUgraphNode node, CUgraphNode *nodes,
                                                 size_t *count) {
  return in_context([&] { return cudaGraphNodeGetDependentNodes(node, nodes, count); });
}

extern "C" CUresult cuGraphAddDependencies(CUgraph graph, const CUgraphNode *from,
                                           const CUgraphNode *to, size_t count) {
  return in_context([&] { return cudaGraphAddDependencies(graph, from, to, count); });
}

extern "C" CUresult cuGraphRemoveDependencies(CUgraph graph, const CUgraphNode *from,
                                              const CUgraphNode *to, size_t count) {
  return in_context([&] { return cudaGraphRemoveDependencies(graph, from, to, count); });
}

extern "C" CUresult cuGraphDestroyNode(CUgraphNode node) {
  return in_context([&] { return cudaGraphDestroyNode(node); });
}

extern "C" CUresult cuGraphNodeSetEnabled(CUgraphExec exec, CUgraphNode node,
                                          unsigned int enabled) {
  return in_context([&] { return cudaGraphNodeSetEnabled(exec, node, enabled); });
}

extern "C" CUresult cuGraphNodeGetEnabled(CUgraphExec exec, CUgraphNode node,
                                          unsigned int *enabled) {
  return in_context([&] { return cudaGraphNodeGetEnabled(exec, node, enabled); });
}

extern "C" CUresult cuUserObjectCreate(CUuserObject *object, void *pointer, CUhostFn destroy,
                                       unsigned int references, unsigned int flags) {
  return in_context([&] {
    return cudaUserObjectCreate(object, pointer, destroy, references, flags);
  });
}

extern "C" CUresult cuUserObjectRetain(CUuserObject object, unsigned int count) {
  return in_context([&] { return cudaUserObjectRetain(object, count); });
}

extern "C" CUresult cuUserObjectRelease(CUuserObject object, unsigned int count) {
  return in_context([&] { return cudaUserObjectRelease(object, count); });
}

extern "C" CUresult cuGraphRetainUserObject(CUgraph graph, CUuserObject object, unsigned int count,
                                            unsigned int flags) {
  return in_context([&] { return cudaGraphRetainUserObject(graph, object, count, flags); });
}

extern "C" CUresult cuGraphReleaseUserObject(CUgraph graph, CUuserObject object,
                                             unsigned int count) {
  return in_context([&] { return cudaGraphReleaseUserObject(graph, object, count); });
}
