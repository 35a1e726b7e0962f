#include "graph/condition.h"

#include "graph/graph.h"

namespace jarip {

ConditionReset::ConditionReset(const Array<Condition *> &conditions) {
  for (Condition *condition : conditions) {
    if (!condition->initial_each_launch) continue;
    condition->keep();
    conditions_.push(condition);
  }
}

ConditionReset::~ConditionReset() {
  for (Condition *condition : conditions_) condition->drop();
}

Operation::Start ConditionReset::start() {
  for (Condition *condition : conditions_) condition->value.store(condition->initial);
  return Start::complete;
}

}  // namespace jarip

using jarip::record;

extern "C" cudaError_t cudaGraphConditionalHandleCreate(cudaGraphConditionalHandle *handle,
                                                        cudaGraph_t graph_handle, unsigned initial,
                                                        unsigned flags) {
  JARIP_ENTER();
  jarip::Graph *graph = jarip::resolve_graph(graph_handle);
  if (handle == nullptr || graph == nullptr || (flags & ~cudaGraphCondAssignDefault) != 0) {
    return record(cudaErrorInvalidValue);
  }
  auto *condition = new jarip::Condition();
  condition->initial = initial;
  condition->initial_each_launch = (flags & cudaGraphCondAssignDefault) != 0;
  graph->conditions.push(condition);
  *handle = reinterpret_cast<cudaGraphConditionalHandle>(&condition->value);
  return cudaSuccess;
}
