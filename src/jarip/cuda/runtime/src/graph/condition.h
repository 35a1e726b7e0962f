// Conditions: numbers that kernels set to steer conditional nodes. cudaGraphConditionalHandle is the
// address of the number.
#pragma once

#include <stdint.h>

#include <atomic>

#include "base/array.h"
#include "stream/operation.h"

namespace jarip {

struct Condition {
  std::atomic<uint32_t> value{0};  // first: kernels write to the handle
  uint32_t initial = 0;
  bool initial_each_launch = false;
  std::atomic<uint32_t> references{1};  // the graph's own, and those of what it was instantiated to

  void keep() { references.fetch_add(1, std::memory_order_relaxed); }
  void drop() {
    if (references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
};

// Sets each condition that asks for it to its initial value. Where a launch begins.
class ConditionReset final : public Operation {
 public:
  explicit ConditionReset(const Array<Condition *> &conditions);
  ~ConditionReset() override;

  Start start() override;
  Operation *clone() const override { return new ConditionReset(conditions_); }

 private:
  Array<Condition *> conditions_;
};

}  // namespace jarip
