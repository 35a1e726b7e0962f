// CUDA graphs: what operators did between capture_begin and capture_end, to be done again.
//
// An operator's result shape is only known by running it, so capture runs the operators, notes
// them, and at the end puts back every byte they wrote and every generator they drew from: as on a
// GPU, capture itself changes nothing. Replay runs the same kernels on the same memory.
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/Stream.h>

#include <atomic>
#include <memory>
#include <vector>

#include "op_plan.h"

namespace jarip::graph {

extern std::atomic<int> captures;  // how many are running

inline bool any_capture() { return captures.load(std::memory_order_relaxed) != 0; }
bool is_capturing(const c10::Stream& stream);

// Raises "operation not permitted when stream is capturing".
void check_may_wait(const char* what);

// One operator call: its arguments as the twin's kernel got them, and where its results live.
struct Step {
  c10::OperatorHandle op;
  c10::DispatchKeySet target;
  c10::Stack arguments;
  std::vector<at::Tensor> results;  // aliases, in order; undefined where not on the face
  at::Generator generator;          // the face's; drawn from anew at every replay
  int generator_argument;
  int device;
};

class Graph {
 public:
  Graph();
  ~Graph();
  void begin(bool thread_local_errors);
  void end();
  bool is_empty() const;
  void replay();
  void reset();
  void append(std::unique_ptr<Step> step);
  void save_before_write(const at::Tensor& alias);
  void save_generator(const at::Generator& generator);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Around one operator call: notes it in the graph that is being captured, if any.
class Recording {
 public:
  Recording(const OpPlan& plan, const c10::OperatorHandle& op, c10::ArrayRef<c10::IValue> arguments,
            const at::Generator& generator, int device) {
    if (any_capture()) [[unlikely]] start(plan, op, arguments, generator, device);
  }
  void finish(c10::ArrayRef<c10::IValue> results) {
    if (step_) [[unlikely]] note(results);
  }

 private:
  void start(const OpPlan& plan, const c10::OperatorHandle& op,
             c10::ArrayRef<c10::IValue> arguments, const at::Generator& generator, int device);
  void note(c10::ArrayRef<c10::IValue> results);
  std::unique_ptr<Step> step_;
  Graph* graph_ = nullptr;
};

}  // namespace jarip::graph
