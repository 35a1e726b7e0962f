// Semaphores of other APIs and processes, by file descriptor.
#pragma once

#include "api.h"
#include "base/array.h"
#include "stream/polled_operation.h"

namespace jarip {

// cudaExternalSemaphore_t points to one. An opaque descriptor is an eventfd: signalling adds one,
// waiting takes one. A timeline is memory whose first 8 bytes are its value: signalling sets it,
// waiting waits until it is as large.
struct Semaphore {
  uint32_t magic;
  int descriptor;
  uint64_t *timeline;  // nullptr for an eventfd
};

// The semaphore a handle names; nullptr for one that is not valid.
Semaphore *resolve_semaphore(cudaExternalSemaphore_t handle);

struct SemaphoreStep {
  cudaExternalSemaphore_t handle;
  uint64_t value;  // of a timeline
};

// Signals some semaphores, or waits for all of them.
class SemaphoreOperation final : public PolledOperation {
 public:
  SemaphoreOperation(bool signals, const SemaphoreStep *steps, size_t count) : signals_(signals) {
    for (size_t index = 0; index < count; ++index) steps_.push(steps[index]);
  }

  Operation *clone() const override {
    return new SemaphoreOperation(signals_, &steps_[0], steps_.size());
  }
  void describe(cudaGraphNodeParams *parameters) const override;
  bool advance() override;

  const Array<SemaphoreStep> &steps() const { return steps_; }

  // The steps as the API describes them, in memory of this operation.
  void fill(cudaExternalSemaphoreSignalNodeParams *parameters) const;
  void fill(cudaExternalSemaphoreWaitNodeParams *parameters) const;

 private:
  bool signals_;
  Array<SemaphoreStep> steps_;
  size_t done_ = 0;
  // Once described:
  mutable Array<cudaExternalSemaphore_t> handles_;
  mutable Array<cudaExternalSemaphoreSignalParams> signal_parameters_;
  mutable Array<cudaExternalSemaphoreWaitParams> wait_parameters_;
};

// cudaErrorInvalidValue without any, cudaErrorInvalidResourceHandle for one that is not valid.
cudaError_t make_signal(const cudaExternalSemaphore_t *semaphores,
                        const cudaExternalSemaphoreSignalParams *parameters, unsigned count,
                        Operation **operation);
cudaError_t make_wait(const cudaExternalSemaphore_t *semaphores,
                      const cudaExternalSemaphoreWaitParams *parameters, unsigned count,
                      Operation **operation);

}  // namespace jarip
