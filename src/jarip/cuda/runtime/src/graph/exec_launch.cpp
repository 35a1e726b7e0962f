// Instantiating and launching graphs.
#include "graph/capture.h"
#include "graph/exec.h"
#include "stream/event.h"
#include "stream/stream.h"

namespace jarip {

namespace {

constexpr unsigned long long kKnownFlags =
    cudaGraphInstantiateFlagAutoFreeOnLaunch | cudaGraphInstantiateFlagUpload |
    cudaGraphInstantiateFlagDeviceLaunch | cudaGraphInstantiateFlagUseNodePriority;

Operation *operation_for(const ExecNode &node) {
  if (node.type == cudaGraphNodeTypeEventRecord) {
    Event *event = resolve_event(node.event);
    if (event != nullptr) return new_record(*event);
  }
  return node.enabled ? node.pattern->clone() : new Marker();
}

void add_awaited_record(const ExecNode &node, Operation *operation, Launch *launch) {
  Event *event = node.type == cudaGraphNodeTypeWaitEvent ? resolve_event(node.event) : nullptr;
  Operation *record = event != nullptr ? last_record(*event) : nullptr;
  if (record == nullptr) return;
  launch->edges.push({record, operation});
  launch->awaited.push(record);
}

cudaError_t launch_graph(GraphExec &exec, Stream &stream) {
  if (is_capturing(stream)) return invalidate_capture(stream);
  const cudaError_t conflict = check_capture(stream, false);
  if (conflict != cudaSuccess) return conflict;
  Launch launch;
  prepare_launch(exec, &launch);
  Operation *end = launch.operations.back();
  end->keep();
  submit_group(launch.operations, launch.edges, stream, exec.last_launch);
  if (exec.last_launch != nullptr) exec.last_launch->drop();
  exec.last_launch = end;
  for (Operation *record : launch.awaited) record->drop();
  return cudaSuccess;
}

cudaError_t create_exec(cudaGraphExec_t *handle, cudaGraph_t graph_handle,
                        unsigned long long flags) {
  const Graph *graph = resolve_graph(graph_handle);
  if (handle == nullptr || graph == nullptr || (flags & ~kKnownFlags) != 0) {
    return cudaErrorInvalidValue;
  }
  if ((flags & cudaGraphInstantiateFlagDeviceLaunch) != 0) return cudaErrorNotSupported;
  GraphExec *exec = nullptr;
  const cudaError_t error = instantiate(*graph, flags, &exec);
  if (error == cudaSuccess) *handle = reinterpret_cast<cudaGraphExec_t>(exec);
  return error;
}

}  // namespace

void prepare_launch(const GraphExec &exec, Launch *launch) {
  for (const ExecNode *node : exec.nodes) {
    Operation *operation = operation_for(*node);
    launch->operations.push(operation);
    for (const uint32_t before : node->before) {
      launch->edges.push({launch->operations[before], operation});
    }
    add_awaited_record(*node, operation, launch);
  }
}

}  // namespace jarip

using jarip::GraphExec;
using jarip::record;

extern "C" cudaError_t cudaGraphInstantiate(cudaGraphExec_t *exec, cudaGraph_t graph,
                                            unsigned long long flags) {
  JARIP_ENTER();
  return record(jarip::create_exec(exec, graph, flags));
}

extern "C" cudaError_t cudaGraphInstantiateWithFlags(cudaGraphExec_t *exec, cudaGraph_t graph,
                                                     unsigned long long flags) {
  JARIP_ENTER();
  return record(jarip::create_exec(exec, graph, flags));
}

extern "C" cudaError_t cudaGraphInstantiateWithParams(cudaGraphExec_t *exec, cudaGraph_t graph,
                                                      cudaGraphInstantiateParams *parameters) {
  JARIP_ENTER();
  if (parameters == nullptr) return record(cudaErrorInvalidValue);
  const cudaError_t error = jarip::create_exec(exec, graph, parameters->flags);
  parameters->errNode_out = nullptr;
  parameters->result_out =
      error == cudaSuccess ? cudaGraphInstantiateSuccess : cudaGraphInstantiateInvalidStructure;
  return record(error);
}

extern "C" cudaError_t cudaGraphExecGetFlags(cudaGraphExec_t handle, unsigned long long *flags) {
  JARIP_ENTER();
  const GraphExec *exec = jarip::resolve_exec(handle);
  if (exec == nullptr || flags == nullptr) return record(cudaErrorInvalidValue);
  *flags = exec->flags;
  return cudaSuccess;
}

// There is nowhere to upload to.
extern "C" cudaError_t cudaGraphUpload(cudaGraphExec_t exec, cudaStream_t stream) {
  JARIP_ENTER();
  if (jarip::resolve_stream(stream) == nullptr) return record(cudaErrorInvalidResourceHandle);
  return record(jarip::resolve_exec(exec) != nullptr ? cudaSuccess : cudaErrorInvalidValue);
}

extern "C" cudaError_t cudaGraphLaunch(cudaGraphExec_t handle, cudaStream_t stream_handle) {
  JARIP_ENTER();
  GraphExec *exec = jarip::resolve_exec(handle);
  jarip::Stream *stream = jarip::resolve_stream(stream_handle);
  if (exec == nullptr) return record(cudaErrorInvalidValue);
  if (stream == nullptr) return record(cudaErrorInvalidResourceHandle);
  return record(jarip::launch_graph(*exec, *stream));
}

// Launches under way have operations of their own and are not touched.
extern "C" cudaError_t cudaGraphExecDestroy(cudaGraphExec_t handle) {
  JARIP_ENTER();
  GraphExec *exec = jarip::resolve_exec(handle);
  if (exec == nullptr) return record(cudaErrorInvalidValue);
  if (exec->memory != nullptr && exec->last_launch != nullptr) {
    jarip::wait_operation(*exec->last_launch);
  }
  jarip::destroy_exec(*exec);
  return cudaSuccess;
}
