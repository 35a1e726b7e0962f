// Memory and semaphores of other APIs, also as nodes of graphs.
#include "driver/call.h"

using jarip::in_context;
using jarip::same;

static_assert(sizeof(CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS) ==
                  sizeof(cudaExternalSemaphoreSignalParams),
              "arrays of them are given on");
static_assert(sizeof(CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS) ==
                  sizeof(cudaExternalSemaphoreWaitParams),
              "arrays of them are given on");

extern "C" CUresult cuImportExternalMemory(CUexternalMemory *memory,
                                           const CUDA_EXTERNAL_MEMORY_HANDLE_DESC *from) {
  return in_context([&] {
    return cudaImportExternalMemory(same<cudaExternalMemory_t *>(memory),
                                    same<const cudaExternalMemoryHandleDesc *>(from));
  });
}

extern "C" CUresult cuExternalMemoryGetMappedBuffer(
    CUdeviceptr *pointer, CUexternalMemory memory, const CUDA_EXTERNAL_MEMORY_BUFFER_DESC *buffer) {
  return in_context([&] {
    return cudaExternalMemoryGetMappedBuffer(jarip::out(pointer),
                                             same<cudaExternalMemory_t>(memory),
                                             same<const cudaExternalMemoryBufferDesc *>(buffer));
  });
}

extern "C" CUresult cuDestroyExternalMemory(CUexternalMemory memory) {
  return in_context([&] { return cudaDestroyExternalMemory(same<cudaExternalMemory_t>(memory)); });
}

extern "C" CUresult cuImportExternalSemaphore(CUexternalSemaphore *semaphore,
                                              const CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC *from) {
  return in_context([&] {
    return cudaImportExternalSemaphore(same<cudaExternalSemaphore_t *>(semaphore),
                                       same<const cudaExternalSemaphoreHandleDesc *>(from));
  });
}

extern "C" CUresult cuDestroyExternalSemaphore(CUexternalSemaphore semaphore) {
  return in_context([&] {
    return cudaDestroyExternalSemaphore(same<cudaExternalSemaphore_t>(semaphore));
  });
}

extern "C" CUresult cuSignalExternalSemaphoresAsync(
    const CUexternalSemaphore *semaphores, const CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS *parameters,
    unsigned int count, CUstream stream) {
  return in_context([&] {
    return cudaSignalExternalSemaphoresAsync(
    same<const cudaExternalSemaphore_t *>(semaphores),
    same<const cudaExternalSemaphoreSignalParams *>(parameters), count, stream);
  });
}

extern "C" CUresult cuWaitExternalSemaphoresAsync(
    const CUexternalSemaphore *semaphores, const CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS *parameters,
    unsigned int count, CUstream stream) {
  return in_context([&] {
    return cudaWaitExternalSemaphoresAsync(
    same<const cudaExternalSemaphore_t *>(semaphores),
    same<const cudaExternalSemaphoreWaitParams *>(parameters), count, stream);
  });
}

extern "C" CUresult cuGraphAddExternalSemaphoresSignalNode(
    CUgraphNode *node, CUgraph graph, const CUgraphNode *before, size_t count,
    const CUDA_EXT_SEM_SIGNAL_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphAddExternalSemaphoresSignalNode(
    node, graph, before, count, same<const cudaExternalSemaphoreSignalNodeParams *>(parameters));
  });
}

extern "C" CUresult cuGraphExternalSemaphoresSignalNodeGetParams(
    CUgraphNode node, CUDA_EXT_SEM_SIGNAL_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphExternalSemaphoresSignalNodeGetParams(
    node, same<cudaExternalSemaphoreSignalNodeParams *>(parameters));
  });
}

extern "C" CUresult cuGraphExternalSemaphoresSignalNodeSetParams(
    CUgraphNode node, const CUDA_EXT_SEM_SIGNAL_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphExternalSemaphoresSignalNodeSetParams(
    node, same<const cudaExternalSemaphoreSignalNodeParams *>(parameters));
  });
}

extern "C" CUresult cuGraphExecExternalSemaphoresSignalNodeSetParams(
    CUgraphExec exec, CUgraphNode node, const CUDA_EXT_SEM_SIGNAL_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphExecExternalSemaphoresSignalNodeSetParams(
    exec, node, same<const cudaExternalSemaphoreSignalNodeParams *>(parameters));
  });
}

extern "C" CUresult cuGraphAddExternalSemaphoresWaitNode(
    CUgraphNode *node, CUgraph graph, const CUgraphNode *before, size_t count,
    const CUDA_EXT_SEM_WAIT_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphAddExternalSemaphoresWaitNode(
    node, graph, before, count, same<const cudaExternalSemaphoreWaitNodeParams *>(parameters));
  });
}

extern "C" CUresult cuGraphExternalSemaphoresWaitNodeGetParams(
    CUgraphNode node, CUDA_EXT_SEM_WAIT_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphExternalSemaphoresWaitNodeGetParams(
    node, same<cudaExternalSemaphoreWaitNodeParams *>(parameters));
  });
}

extern "C" CUresult cuGraphExternalSemaphoresWaitNodeSetParams(
    CUgraphNode node, const CUDA_EXT_SEM_WAIT_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphExternalSemaphoresWaitNodeSetParams(
    node, same<const cudaExternalSemaphoreWaitNodeParams *>(parameters));
  });
}

extern "C" CUresult cuGraphExecExternalSemaphoresWaitNodeSetParams(
    CUgraphExec exec, CUgraphNode node, const CUDA_EXT_SEM_WAIT_NODE_PARAMS *parameters) {
  return in_context([&] {
    return cudaGraphExecExternalSemaphoresWaitNodeSetParams(
    exec, node, same<const cudaExternalSemaphoreWaitNodeParams *>(parameters));
  });
}
