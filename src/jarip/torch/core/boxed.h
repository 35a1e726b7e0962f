// The kernel that most operators of the face have: alias the arguments, run the twin's kernel,
// give the results the face.
#pragma once

#include <ATen/core/boxing/KernelFunction.h>

#include <vector>

#include "alias.h"
#include "op_plan.h"

namespace jarip {

class BoxedKernel final : public c10::OperatorKernel {
 public:
  explicit BoxedKernel(OpPlan plan) : plan_(std::move(plan)) {}
  void operator()(const c10::OperatorHandle& op, c10::DispatchKeySet, c10::Stack* stack) const;

 private:
  OpPlan plan_;
};

// Runs `op` by a plan; arguments are replaced on the stack by results.
void run_boxed(const OpPlan& plan, const c10::OperatorHandle& op, c10::Stack* stack);

}  // namespace jarip
