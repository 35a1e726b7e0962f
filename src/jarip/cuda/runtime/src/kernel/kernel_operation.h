// A kernel in a stream.
#pragma once

#include "fault/guard.h"
#include "kernel/launch.h"
#include "stream/operation.h"

namespace jarip {

class KernelOperation final : public Operation {
 public:
  KernelOperation(const Function &function, const JaripKernel &kernel, const LaunchShape &shape);
  ~KernelOperation() override;

  Start start() override;
  void run_parts(Seat &seat, uint64_t begin, uint64_t end) override;

  // Room for function.info.parameter_bytes, 64-byte aligned.
  char *parameter_buffer() { return parameters_; }

 private:
  // Abandons the launch: later blocks are not started, the device has the fault's error.
  void fail(const Fault &fault, uint64_t begin, uint64_t end);

  static constexpr size_t kInlineBytes = 256;

  alignas(64) char inline_[kInlineBytes];
  char *parameters_;
  const JaripKernel &kernel_;
  const char *name_;
  JaripLaunch launch_;
  std::atomic<bool> failed_{false};
};

KernelOperation *make_kernel_operation(const Function &function, const JaripKernel &kernel,
                                       const LaunchShape &shape);

}  // namespace jarip
