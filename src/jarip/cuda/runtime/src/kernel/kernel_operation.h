// A kernel in a stream.
#pragma once

#include "fault/guard.h"
#include "fiber/grid_barrier.h"
#include "kernel/child_launches.h"
#include "kernel/launch.h"
#include "stream/operation.h"

namespace jarip {

class KernelOperation final : public Operation {
 public:
  KernelOperation(const Function &function, const Variant &variant, const LaunchShape &shape);
  KernelOperation(const KernelOperation &other);
  ~KernelOperation() override;

  Start start() override;
  void run_parts(Seat &seat, uint64_t begin, uint64_t end) override;
  void finish() override;
  Operation *clone() const override { return new KernelOperation(*this); }
  // The parameters' values are pointed to where they lie in this operation.
  void describe(cudaGraphNodeParams *parameters) const override;

  bool cooperative() const { return cooperative_; }
  void set_cooperative(bool cooperative) { cooperative_ = cooperative; }

  // The observer's number of this launch; 0: it is not told.
  void set_observed(uint64_t launch) { observed_ = launch; }

  // For a cooperative launch whose turn has come.
  void start_turn();

  // What the calling thread executes blocks of; nullptr outside of kernels.
  static KernelOperation *running();

  // Notes a launch by this kernel. Children start when all of its blocks are done, one after the
  // other, which is an order that CUDA allows; it is complete when they are.
  cudaError_t launch_child(const char *name, const LaunchShape &shape, const void *parameters);

  // Room for function.info.parameter_bytes, 64-byte aligned.
  char *parameter_buffer() { return parameters_; }

 private:
  // Blocks that wait for each other are executed by as many engines as there are, all at once: each
  // is one part. Blocks in loop mode cannot wait for others, and are parts themselves.
  bool together() const { return cooperative_ && kernel_.mode == JARIP_MODE_FIBER; }

  uint64_t blocks() const;
  void choose_order();
  void allocate_parameters();
  // Remembers what the first blocks took.
  void learn(uint64_t elapsed_ns, uint64_t blocks) const;

  // Starts the next child that can be started; false when none is left.
  bool start_child();

  void execute(Seat &seat, uint64_t begin, uint64_t end, Fault *fault);

  void tell_observer() const;

  // Abandons the launch: later blocks are not started, the device has the fault's error.
  void fail(const Fault &fault, uint64_t begin, uint64_t end);

  static constexpr size_t kInlineBytes = 256;

  alignas(64) char inline_[kInlineBytes];
  char *parameters_;
  const Function &function_;
  const Variant &variant_;
  const JaripKernel &kernel_;
  mutable void **pointers_ = nullptr;  // to the parameters, once described
  JaripLaunch launch_;
  bool cooperative_;
  uint64_t observed_ = 0;
  uint64_t began_ns_ = 0;  // if observed
  std::atomic<bool> failed_{false};
  GridBarrier barrier_;
  ChildLaunches children_;
  KernelOperation *parent_ = nullptr;  // in whose place it runs, instead of in a stream
};

}  // namespace jarip
