#include "graph/conditional_node.h"

#include "graph/condition.h"
#include "graph/exec.h"
#include "pool/pool.h"
#include "stream/scheduler.h"
#include "stream/stream.h"

namespace jarip {

namespace {

// What all launches of an instantiated conditional node share.
struct Branches {
  cudaGraphConditionalNodeType type;
  Condition *condition;
  Array<GraphExec *> graphs;
  Stream *stream;  // of its own: in the launch's, everything later waits for the node
  std::atomic<uint32_t> references{1};

  void keep() { references.fetch_add(1, std::memory_order_relaxed); }
  void drop() {
    if (references.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
    for (GraphExec *graph : graphs) destroy_exec(*graph);
    condition->drop();
    retire_stream(*stream);
    delete this;
  }

  // The graph to launch next, nullptr for none. `turn` counts those launched before.
  GraphExec *choose(uint64_t turn) const {
    if (turn > 0 && type != cudaGraphCondTypeWhile) return nullptr;
    const uint32_t value = condition->value.load();
    const size_t branch = type == cudaGraphCondTypeSwitch ? value : value == 0 ? 1 : 0;
    return branch < graphs.size() ? graphs[branch] : nullptr;
  }
};

// The node in one launch; complete when no branch is to be launched any more.
class Conditional final : public Operation {
 public:
  explicit Conditional(Branches &branches) : branches_(branches) { branches.keep(); }
  ~Conditional() override { branches_.drop(); }

  Start start() override {
    next_turn();
    return Start::elsewhere;
  }
  Operation *clone() const override { return new Conditional(branches_); }

  // Has the condition asked, by a thread that holds no lock.
  void next_turn();

 private:
  Branches &branches_;
  uint64_t turn_ = 0;
};

// Behind a branch's last operation: the next turn.
class BranchEnd final : public Operation {
 public:
  explicit BranchEnd(Conditional &node) : node_(node) {}
  Start start() override {
    node_.next_turn();
    return Start::complete;
  }

 private:
  Conditional &node_;
};

// A branch's launch is submitted by a seat of the pool: operations start under the scheduler's lock,
// where nothing can be submitted. It keeps the branches, so that they don't go under that lock.
class Turn final : public Job {
 public:
  Turn(Conditional &node, Branches &branches, uint64_t turn)
      : node_(node), branches_(branches), turn_(turn) {
    branches.keep();
    parts = 1;
    owner = node.stream;
    priority = node.stream->priority;
  }
  ~Turn() { branches_.drop(); }

  void run_parts(Seat &, uint64_t, uint64_t) override {
    const bool failed = node_.stream->device->sticky_error() != cudaSuccess;
    GraphExec *branch = failed ? nullptr : branches_.choose(turn_);
    if (branch == nullptr) {
      complete_operation(node_);
      return;
    }
    Launch launch;
    prepare_launch(*branch, &launch);
    auto *end = new BranchEnd(node_);
    launch.edges.push({launch.operations.back(), end});
    launch.operations.push(end);
    submit_group(launch.operations, launch.edges, *branches_.stream, nullptr);
    for (Operation *record : launch.awaited) record->drop();
  }
  void finish() override {}
  void release() override { delete this; }

 private:
  Conditional &node_;
  Branches &branches_;
  uint64_t turn_;
};

void Conditional::next_turn() { publish_job(*new Turn(*this, branches_, turn_++)); }

Condition *find_condition(const Graph &graph, cudaGraphConditionalHandle handle) {
  for (Condition *condition : graph.conditions) {
    if (reinterpret_cast<cudaGraphConditionalHandle>(&condition->value) == handle) return condition;
  }
  return nullptr;
}

bool fits(const cudaConditionalNodeParams &parameters) {
  switch (parameters.type) {
    case cudaGraphCondTypeIf:
      return parameters.size == 1 || parameters.size == 2;
    case cudaGraphCondTypeWhile:
      return parameters.size == 1;
    case cudaGraphCondTypeSwitch:
      return parameters.size > 0;
  }
  return false;
}

}  // namespace

cudaError_t add_conditional(cudaGraphNode_t *handle, cudaGraph_t graph_handle,
                            const cudaGraphNode_t *before, size_t count,
                            cudaConditionalNodeParams *parameters) {
  Graph *graph = resolve_graph(graph_handle);
  if (handle == nullptr || graph == nullptr || !fits(*parameters)) return cudaErrorInvalidValue;
  Condition *condition = find_condition(*graph, parameters->handle);
  if (condition == nullptr) return cudaErrorInvalidValue;
  GraphNode *node = nullptr;
  const cudaError_t error = add_node(graph, before, count, &node);
  if (error != cudaSuccess) return error;
  condition->keep();
  node->condition = condition;
  for (unsigned branch = 0; branch < parameters->size; ++branch) {
    node->branches.push(reinterpret_cast<cudaGraph_t>(create_graph()));
  }
  parameters->phGraph_out = node->branches.data();
  node->parameters.type = cudaGraphNodeTypeConditional;
  node->parameters.conditional = *parameters;
  *handle = reinterpret_cast<cudaGraphNode_t>(node);
  return cudaSuccess;
}

Operation *instantiate_conditional(const GraphNode &node) {
  Array<GraphExec *> graphs;
  for (cudaGraph_t branch : node.branches) {
    GraphExec *exec = nullptr;
    const Graph *graph = resolve_graph(branch);
    if (graph == nullptr || instantiate(*graph, 0, &exec) != cudaSuccess) {
      for (GraphExec *made : graphs) destroy_exec(*made);
      return nullptr;
    }
    graphs.push(exec);
  }
  auto *branches = new Branches();
  branches->type = node.parameters.conditional.type;
  branches->condition = node.condition;
  branches->condition->keep();
  for (GraphExec *graph : graphs) branches->graphs.push(graph);
  branches->stream = create_stream(current_device(), cudaStreamNonBlocking, 1);
  auto *pattern = new Conditional(*branches);
  branches->drop();
  return pattern;
}

}  // namespace jarip
