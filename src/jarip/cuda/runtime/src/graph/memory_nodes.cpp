#include "graph/memory_nodes.h"

#include "device/device.h"
#include "memory/allocation.h"

namespace jarip {

namespace {

std::atomic<uint64_t> used[kMostDevices];
std::atomic<uint64_t> used_high[kMostDevices];

void count(int device, size_t bytes) {
  const uint64_t now = used[device].fetch_add(bytes) + bytes;
  uint64_t high = used_high[device].load();
  while (now > high && !used_high[device].compare_exchange_weak(high, now)) {
  }
}

bool is_device(int index) { return index >= 0 && index < device_count(); }

}  // namespace

struct GraphMemory {
  struct Piece {
    void *pointer;
    size_t bytes;
    int device;
  };
  std::atomic<int> references{1};
  Array<Piece> pieces;
};

void keep_graph_memory(GraphMemory &memory) { memory.references.fetch_add(1); }

void drop_graph_memory(GraphMemory &memory) {
  if (memory.references.fetch_sub(1) != 1) return;
  for (const GraphMemory::Piece &piece : memory.pieces) {
    release_owned(piece.pointer);
    used[piece.device].fetch_sub(piece.bytes);
  }
  delete &memory;
}

cudaError_t allocate_graph_memory(Graph &graph, size_t bytes, int device, void **pointer) {
  if (!is_device(device)) return cudaErrorInvalidDevice;
  if (bytes == 0) return cudaErrorInvalidValue;
  const cudaError_t error =
      allocate(pointer, bytes, MemoryKind::device, device_at(device), kOwnedByGraph);
  if (error != cudaSuccess) return error;
  if (graph.memory == nullptr) graph.memory = new GraphMemory();
  graph.memory->pieces.push({*pointer, bytes, device});
  count(device, bytes);
  return cudaSuccess;
}

void set_allocation(GraphNode &node, const cudaMemAllocNodeParamsV2 &parameters) {
  node.parameters.type = cudaGraphNodeTypeMemAlloc;
  node.parameters.alloc = parameters;
  node.parameters.alloc.accessDescs = nullptr;
  node.parameters.alloc.accessDescCount = 0;
}

void set_freeing(GraphNode &node, void *pointer) {
  node.parameters.type = cudaGraphNodeTypeMemFree;
  node.parameters.free.dptr = pointer;
}

}  // namespace jarip

using jarip::GraphNode;
using jarip::record;

extern "C" cudaError_t cudaGraphAddMemAllocNode(cudaGraphNode_t *handle, cudaGraph_t graph_handle,
                                                const cudaGraphNode_t *before, size_t count,
                                                cudaMemAllocNodeParams *parameters) {
  JARIP_ENTER();
  jarip::Graph *graph = jarip::resolve_graph(graph_handle);
  if (handle == nullptr || graph == nullptr || parameters == nullptr) {
    return record(cudaErrorInvalidValue);
  }
  GraphNode *node = nullptr;
  cudaError_t error = jarip::add_node(graph, before, count, &node);
  if (error != cudaSuccess) return record(error);
  error = jarip::allocate_graph_memory(*graph, parameters->bytesize,
                                       parameters->poolProps.location.id, &parameters->dptr);
  if (error != cudaSuccess) {
    jarip::remove_node(*node);
    return record(error);
  }
  jarip::set_allocation(
      *node, {parameters->poolProps, nullptr, 0, parameters->bytesize, parameters->dptr});
  *handle = reinterpret_cast<cudaGraphNode_t>(node);
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphMemAllocNodeGetParams(cudaGraphNode_t handle,
                                                      cudaMemAllocNodeParams *parameters) {
  JARIP_ENTER();
  const GraphNode *node = jarip::resolve_node(handle);
  if (node == nullptr || parameters == nullptr ||
      node->parameters.type != cudaGraphNodeTypeMemAlloc) {
    return record(cudaErrorInvalidValue);
  }
  const cudaMemAllocNodeParamsV2 &own = node->parameters.alloc;
  *parameters = {own.poolProps, nullptr, 0, own.bytesize, own.dptr};
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphAddMemFreeNode(cudaGraphNode_t *handle, cudaGraph_t graph,
                                               const cudaGraphNode_t *before, size_t count,
                                               void *pointer) {
  JARIP_ENTER();
  jarip::Allocation found;
  if (handle == nullptr || !jarip::find_allocation(pointer, &found)) {
    return record(cudaErrorInvalidValue);
  }
  GraphNode *node = nullptr;
  const cudaError_t error = jarip::add_node(jarip::resolve_graph(graph), before, count, &node);
  if (error != cudaSuccess) return record(error);
  jarip::set_freeing(*node, pointer);
  *handle = reinterpret_cast<cudaGraphNode_t>(node);
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphMemFreeNodeGetParams(cudaGraphNode_t handle, void *pointer) {
  JARIP_ENTER();
  const GraphNode *node = jarip::resolve_node(handle);
  if (node == nullptr || pointer == nullptr || node->parameters.type != cudaGraphNodeTypeMemFree) {
    return record(cudaErrorInvalidValue);
  }
  *static_cast<void **>(pointer) = node->parameters.free.dptr;
  return cudaSuccess;
}

// Memory of graphs is given back with them: nothing is kept for later.
extern "C" cudaError_t cudaDeviceGraphMemTrim(int device) {
  JARIP_ENTER();
  return record(jarip::is_device(device) ? cudaSuccess : cudaErrorInvalidDevice);
}

extern "C" cudaError_t cudaDeviceGetGraphMemAttribute(int device,
                                                      cudaGraphMemAttributeType attribute,
                                                      void *value) {
  JARIP_ENTER();
  if (!jarip::is_device(device)) return record(cudaErrorInvalidDevice);
  if (value == nullptr) return record(cudaErrorInvalidValue);
  const bool high =
      attribute == cudaGraphMemAttrUsedMemHigh || attribute == cudaGraphMemAttrReservedMemHigh;
  *static_cast<uint64_t *>(value) =
      high ? jarip::used_high[device].load() : jarip::used[device].load();
  return cudaSuccess;
}

extern "C" cudaError_t cudaDeviceSetGraphMemAttribute(int device,
                                                      cudaGraphMemAttributeType attribute,
                                                      void *value) {
  JARIP_ENTER();
  if (!jarip::is_device(device)) return record(cudaErrorInvalidDevice);
  const bool high =
      attribute == cudaGraphMemAttrUsedMemHigh || attribute == cudaGraphMemAttrReservedMemHigh;
  if (value == nullptr || !high || *static_cast<uint64_t *>(value) != 0) {
    return record(cudaErrorInvalidValue);
  }
  jarip::used_high[device].store(jarip::used[device].load());
  return cudaSuccess;
}
